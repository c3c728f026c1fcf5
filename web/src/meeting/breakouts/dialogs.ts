import { html, type TemplateResult } from "lit";
import type { Leading } from "../../state/moderation.js";
import { me, near, type RoomState } from "../../state/room.js";
import "./aside-dialog.js";
import "./groups-dialog.js";
import { MAIN } from "../../protocol/messages.gen.js";

/** The dialogs by which a host moves people between places. */
export function dialogs(leading: Leading, room: RoomState): TemplateResult {
  const others = [...room.people.values()].filter((person) => person.id !== room.you);
  const here = new Set(near(room));
  return html`<room-aside-dialog
      .people=${others.filter((person) => here.has(person) || person.place === MAIN)}
      ?open=${leading.dialog === "aside"}
    ></room-aside-dialog>
    <room-groups-dialog
      .people=${others}
      .places=${leading.places}
      .own=${me(room)?.place ?? MAIN}
      ?open=${leading.dialog === "groups"}
    ></room-groups-dialog>`;
}
