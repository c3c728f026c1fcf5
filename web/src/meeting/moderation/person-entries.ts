import { t } from "../../i18n/index.js";
import "../../i18n/hosting.js";
import type { Outgoing } from "../../net/socket.js";
import { MAIN, type Person } from "../../protocol/messages.gen.js";
import type { Asked, Moderation } from "../../state/moderation.js";
import type { IconName } from "../../ui/icon.js";
import type { Actions } from "../parts/actions.js";
import type { MenuEntry } from "../parts/menu.js";

export interface About {
  readonly person: Person;
  /** The person looks at themself. */
  readonly self: boolean;
  /** Who looks made the meeting; co-hosts appoint nobody. */
  readonly owner: boolean;
  readonly moderation: Moderation;
  readonly actions: Actions;
  /** Where who looks is. */
  readonly place: string;
}

/** An entry that says `message` to the server. */
type Say = (testid: string, icon: IconName, text: string, message: Outgoing, done?: string) => MenuEntry;

const sayBy =
  (actions: Actions): Say =>
  (testid, icon, text, message, done) => ({ testid, icon, text, choose: () => actions.say(message, done) });

/** What a host may do about a person in the same place, in groups. */
export function personEntries(about: About): MenuEntry[][] {
  const { person, self } = about;
  const say = sayBy(about.actions);
  if (person.place !== about.place) return [regroup(about, say), away(about, say)];
  if (self) return [[spotlight(about, say)], []];
  return [
    [...media(about, say), ...screen(about, say), spotlight(about, say)],
    [...aside(about, say), ...regroup(about, say)],
    rights(about, say),
    away(about, say),
  ];
}

function media({ person }: About, say: Say): MenuEntry[] {
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

function screen({ person, moderation }: About, say: Say): MenuEntry[] {
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
    ...(byRole || moderation.freeSharing || person.screen ? [] : [allow(!person.may_share)]),
  ];
}

function spotlight({ person, moderation }: About, say: Say): MenuEntry {
  const on = moderation.spotlight === person.id;
  const text = t(on ? "hosting.person.spotlight.end" : "hosting.person.spotlight");
  return say("spotlight", "spotlight", text, { type: "spotlight", participant: on ? null : person.id });
}

/** Going aside begins in the meeting itself. */
function aside({ person, place }: About, say: Say): MenuEntry[] {
  if (place !== MAIN) return [];
  const { id, name } = person;
  return [say("aside", "door", t("hosting.person.aside", { name }), { type: "step_outside", participants: [id] })];
}

/** Between the groups while there are any; who has stepped outside is left in peace. */
function regroup({ person, moderation }: About, say: Say): MenuEntry[] {
  const { breakouts } = moderation;
  const groups = breakouts.filter((each) => each.kind === "group");
  if (groups.length === 0 || breakouts.some((each) => each.kind === "side" && each.id === person.place)) return [];
  const move = (place: string, text: string) =>
    say("move", "people", text, { type: "move_to_group", participant: person.id, place });
  return [
    ...(person.place === MAIN ? [] : [move(MAIN, t("hosting.person.main"))]),
    ...groups
      .filter((group) => group.id !== person.place)
      .map((group) => move(group.id, t("hosting.person.group", { group: group.name }))),
  ];
}

function rights(about: About, say: Say): MenuEntry[] {
  const { person } = about;
  const on = !person.interpreter;
  const text = t(on ? "hosting.person.interpreter" : "hosting.person.interpreter.end");
  const mark = say("interpreter", "people", text, { type: "mark_interpreter", participant: person.id, on });
  return [...(person.role === "guest" && person.kind !== "interpreter" ? [mark] : []), ...coHost(about, say)];
}

function coHost({ person, owner }: About, say: Say): MenuEntry[] {
  if (!owner || person.kind !== "colleague") return [];
  const on = person.role === "guest";
  const text = t(on ? "hosting.person.co_host" : "hosting.person.co_host.end");
  return [say("co-host", "shield", text, { type: "appoint_co_host", participant: person.id, on })];
}

function away({ person, actions }: About, say: Say): MenuEntry[] {
  const { id, name, role } = person;
  if (role !== "guest") return [];
  return [
    say("return-to-lobby", "door", t("hosting.person.lobby"), { type: "return_to_lobby", participant: id }),
    {
      testid: "remove",
      icon: "close",
      text: t("hosting.person.remove"),
      danger: true,
      choose: () => actions.remove({ id, name }),
    },
  ];
}
