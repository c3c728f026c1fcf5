import { html, nothing, type TemplateResult } from "lit";
import { plural, t } from "../../i18n/index.js";
import "../../i18n/breakouts.js";
import type { Person, Breakout } from "../../protocol/messages.gen.js";
import type { Moderation } from "../../state/moderation.js";
import { isHost, type RoomState } from "../../state/room.js";
import type { Actions } from "../parts/actions.js";
import { type Button, notice, seen } from "../parts/notice.js";
import "./countdown.js";
import { whereabouts } from "./who-is-where.js";

/** "Eva, Sara och Bo" */
function names(people: readonly Person[]): string {
  const all = people.map((person) => person.name);
  const last = all.pop() ?? "";
  return all.length === 0 ? last : t("breakouts.and", { first: all.join(", "), last });
}

/** Where one is, who is elsewhere, and the way back. */
export function breakoutNotices(moderation: Moderation, room: RoomState, actions: Actions): TemplateResult {
  const { breakout, here, outside, grouped } = whereabouts(room, moderation);
  const { groupsNote, closesAt } = moderation;
  return html`${breakout ? ownBreakout(breakout, here, isHost(room), actions) : others(outside, grouped, here.length === 0)}
  ${
    closesAt !== null
      ? html`<div class="notice warn" data-testid="closing">
          <ui-icon name="people"></ui-icon><room-countdown .until=${closesAt}></room-countdown>
        </div>`
      : nothing
  }
  ${
    groupsNote
      ? notice("groups-note", "write", t("breakouts.note", { by: groupsNote.by, text: groupsNote.text }), [
          seen(actions, "groups_note"),
        ])
      : nothing
  }`;
}

function ownBreakout(breakout: Breakout, here: readonly Person[], host: boolean, actions: Actions) {
  const alone = here.length === 0;
  const values = { names: names(here), group: breakout.name };
  const side = breakout.kind === "side";
  const text = side
    ? t(alone ? "breakouts.aside.alone" : "breakouts.aside.with", values)
    : t(alone ? "breakouts.group.alone" : "breakouts.group.with", values);
  const back: Button = {
    text: t("breakouts.back"),
    testid: "come-back",
    press: () => actions.say({ type: "come_back" }),
    primary: true,
  };
  const all: Button = {
    text: t("breakouts.back.all"),
    testid: "all-back",
    press: () => actions.say({ type: "call_back", seconds: 0 }),
  };
  return notice("own-place", "door", text, side && host && !alone ? [back, all] : [back]);
}

function others(outside: readonly Person[], grouped: readonly Person[], alone: boolean) {
  const who = names(outside);
  const text = alone
    ? t("breakouts.others.alone", { names: who })
    : plural("breakouts.others", outside.length, { names: who });
  return html`${outside.length > 0 ? notice("others-outside", "door", text, []) : nothing}
  ${
    grouped.length > 0
      ? notice("others-grouped", "people", t("breakouts.others.groups", { names: names(grouped) }), [])
      : nothing
  }`;
}
