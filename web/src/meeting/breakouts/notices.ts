import { html, nothing, type TemplateResult } from "lit";
import { plural, t } from "../../i18n/index.js";
import "../../i18n/breakouts.js";
import type { Person } from "../../protocol/messages.gen.js";
import type { Leading } from "../../state/moderation.js";
import { isHost, type RoomState } from "../../state/room.js";
import { type Button, notice } from "../parts/notice.js";
import type { Wish } from "../parts/wish.js";
import "./countdown.js";
import { whereabouts } from "./who-is-where.js";

type Act = (wish: Wish) => void;

/** "Eva, Sara och Bo" */
function names(people: readonly Person[]): string {
  const all = people.map((person) => person.name);
  const last = all.pop() ?? "";
  return all.length === 0 ? last : t("places.and", { first: all.join(", "), last });
}

/** Where one is, who is elsewhere, and the way back. */
export function placeNotices(leading: Leading, room: RoomState, act: Act): TemplateResult {
  const { place, here, outside, grouped } = whereabouts(room, leading);
  const { groupsNote, closesAt } = leading;
  return html`${place ? ownPlace(leading, room, act) : others(outside, grouped, here.length === 0, act)}
  ${
    closesAt !== null
      ? html`<div class="notice warn" data-testid="closing">
          <ui-icon name="people"></ui-icon><room-countdown .until=${closesAt}></room-countdown>
        </div>`
      : nothing
  }
  ${
    groupsNote
      ? notice(
          "groups-note",
          "write",
          t("places.note", { by: groupsNote.by, text: groupsNote.text }),
          [{ text: t("common.close"), testid: "seen", wish: { wish: "seen", action: { type: "note_seen" } } }],
          act,
        )
      : nothing
  }`;
}

function ownPlace(leading: Leading, room: RoomState, act: Act) {
  const { place, here } = whereabouts(room, leading);
  if (!place) return nothing;
  const alone = here.length === 0;
  const values = { names: names(here), group: place.name };
  const side = place.kind === "side";
  const text = side
    ? t(alone ? "places.aside.alone" : "places.aside.with", values)
    : t(alone ? "places.group.alone" : "places.group.with", values);
  const back: Button = {
    text: t("places.back"),
    testid: "come-back",
    wish: { wish: "say", message: { type: "come_back" } },
    primary: true,
  };
  const all: Button = {
    text: t("places.back.all"),
    testid: "all-back",
    wish: { wish: "say", message: { type: "call_back", seconds: 0 } },
  };
  return notice("own-place", "door", text, side && isHost(room) && !alone ? [back, all] : [back], act);
}

function others(outside: readonly Person[], grouped: readonly Person[], alone: boolean, act: Act) {
  const who = names(outside);
  const text = alone
    ? t("places.others.alone", { names: who })
    : plural("places.others", outside.length, { names: who });
  return html`${outside.length > 0 ? notice("others-outside", "door", text, [], act) : nothing}
  ${
    grouped.length > 0
      ? notice("others-grouped", "people", t("places.others.groups", { names: names(grouped) }), [], act)
      : nothing
  }`;
}
