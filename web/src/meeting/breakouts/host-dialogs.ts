import { css, html } from "lit";
import { customElement } from "lit/decorators.js";
import { me, near } from "../../state/room.js";
import { MeetingElement } from "../parts/element.js";
import type { Meeting } from "../parts/meeting.js";
import "./aside-dialog.js";
import "./groups-dialog.js";
import { MAIN } from "../../protocol/messages.gen.js";

/** The dialogs by which a host moves people between the meeting and its breakouts. */
@customElement("room-host-dialogs")
export class RoomHostDialogs extends MeetingElement {
  static override styles = css`
    :host {
      display: contents;
    }
  `;

  protected override follows({ room, moderation }: Meeting) {
    return [room, moderation];
  }

  override render() {
    const room = this.meeting.room.state;
    const { breakouts, dialog } = this.meeting.moderation.state;
    const others = [...room.people.values()].filter((person) => person.id !== room.you);
    const here = new Set(near(room));
    return html`<room-aside-dialog
        .people=${others.filter((person) => here.has(person) || person.place === MAIN)}
        ?open=${dialog === "aside"}
      ></room-aside-dialog>
      <room-groups-dialog
        .people=${others}
        .breakouts=${breakouts}
        .own=${me(room)?.place ?? MAIN}
        ?open=${dialog === "groups"}
      ></room-groups-dialog>`;
  }
}
