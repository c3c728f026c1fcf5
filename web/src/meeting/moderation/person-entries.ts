import { t } from "../../i18n/index.js";
import "../../i18n/hosting.js";
import type { Outgoing } from "../../net/socket.js";
import { MAIN, type Person } from "../../protocol/messages.gen.js";
import type { Asked, Leading } from "../../state/moderation.js";
import type { IconName } from "../../ui/icon.js";
import type { Action } from "../parts/element.js";
import type { MenuEntry } from "../parts/menu.js";

export interface About {
  readonly person: Person;
  /** The person looks at themself. */
  readonly self: boolean;
  /** Who looks made the meeting; co-hosts appoint nobody. */
  readonly owner: boolean;
  readonly leading: Leading;
  /** Where who looks is. */
  readonly place: string;
}

function entry(testid: string, icon: IconName, text: string, action: Action, danger = false): MenuEntry {
  return { testid, icon, text, action, danger };
}

function say(testid: string, icon: IconName, text: string, message: Outgoing, done?: string): MenuEntry {
  return entry(testid, icon, text, { do: "lead", wish: { wish: "say", message, ...(done ? { done } : {}) } });
}

/** What a host may do about a person in the same place, in groups. */
export function personEntries(about: About): MenuEntry[][] {
  const { person, self } = about;
  if (person.place !== about.place) return [regroup(about), away(person)];
  const groups = self
    ? [[spotlight(about)]]
    : [[...media(person), ...screen(about), spotlight(about)], [...aside(about), ...regroup(about)], rights(about)];
  return [...groups, self ? [] : away(person)];
}

function media(person: Person): MenuEntry[] {
  const { id: participant, name } = person;
  const done = t("hosting.person.asked", { name });
  const ask = (source: Asked) =>
    say(
      `ask-${source}`,
      source === "camera" ? "camera" : "mic",
      t(`hosting.person.ask.${source}`),
      {
        type: "ask_for",
        participant,
        source,
      },
      done,
    );
  const mute = say("mute", "mic-off", t("hosting.person.mute"), { type: "mute", participant });
  const lower = say("lower", "hand", t("hosting.person.lower"), { type: "lower_hands", participant });
  return [
    person.microphone ? mute : ask("microphone"),
    ...(person.camera ? [] : [ask("camera")]),
    ...(person.hand === null ? [] : [lower]),
  ];
}

function screen({ person, leading }: About): MenuEntry[] {
  const { id: participant, role, kind } = person;
  const stop = say("stop-share", "screen", t("hosting.person.stop_share"), { type: "stop_share", participant });
  const allow = (allowed: boolean) =>
    say("allow-share", "screen", t(allowed ? "hosting.person.allow_share" : "hosting.person.disallow_share"), {
      type: "allow_share",
      participant,
      allowed,
    });
  const byRole = role !== "guest" || kind === "colleague";
  return [
    ...(person.screen ? [stop] : []),
    ...(byRole || leading.freeSharing || person.screen ? [] : [allow(!person.may_share)]),
  ];
}

function spotlight({ person, leading }: About): MenuEntry {
  const on = leading.spotlight === person.id;
  const text = t(on ? "hosting.person.spotlight.end" : "hosting.person.spotlight");
  return say("spotlight", "spotlight", text, { type: "spotlight", participant: on ? null : person.id });
}

/** Going aside begins in the meeting itself. */
function aside({ person, place }: About): MenuEntry[] {
  if (place !== MAIN) return [];
  const { id, name } = person;
  return [say("aside", "door", t("hosting.person.aside", { name }), { type: "step_outside", participants: [id] })];
}

/** Between the groups while there are any; who has stepped outside is left in peace. */
function regroup({ person, leading }: About): MenuEntry[] {
  const groups = leading.places.filter((each) => each.kind === "group");
  if (groups.length === 0 || leading.places.some((each) => each.kind === "side" && each.id === person.place)) return [];
  const move = (place: string, text: string) =>
    say("move", "people", text, { type: "move_to_group", participant: person.id, place });
  return [
    ...(person.place === MAIN ? [] : [move(MAIN, t("hosting.person.main"))]),
    ...groups
      .filter((group) => group.id !== person.place)
      .map((group) => move(group.id, t("hosting.person.group", { group: group.name }))),
  ];
}

function rights(about: About): MenuEntry[] {
  const { person } = about;
  const on = !person.interpreter;
  const text = t(on ? "hosting.person.interpreter" : "hosting.person.interpreter.end");
  const mark = say("interpreter", "people", text, { type: "mark_interpreter", participant: person.id, on });
  return [...(person.role === "guest" && person.kind !== "interpreter" ? [mark] : []), ...coHost(about)];
}

function coHost({ person, owner }: About): MenuEntry[] {
  if (!owner || person.kind !== "colleague") return [];
  const on = person.role === "guest";
  const text = t(on ? "hosting.person.co_host" : "hosting.person.co_host.end");
  return [say("co-host", "shield", text, { type: "appoint_co_host", participant: person.id, on })];
}

function away({ id, name, role }: Person): MenuEntry[] {
  if (role !== "guest") return [];
  return [
    say("return-to-lobby", "door", t("hosting.person.lobby"), { type: "return_to_lobby", participant: id }),
    entry("remove", "close", t("hosting.person.remove"), { do: "remove", id, name }, true),
  ];
}
