import { css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { t } from "../../i18n/index.js";
import "../../i18n/hosting.js";
import { base, buttons, page } from "../../ui/styles.js";
import { MeetingElement } from "../parts/element.js";
import type { Meeting } from "../parts/meeting.js";
import { notice, noticeStyles } from "../parts/notice.js";

/** Who asks the hosts for leave to share their screen, each with its answer. */
@customElement("room-share-requests")
export class RoomShareRequests extends MeetingElement {
  static override styles = [
    base,
    buttons,
    page,
    noticeStyles,
    css`
      :host {
        display: contents;
      }
    `,
  ];

  protected override follows({ room, moderation }: Meeting) {
    return [room, moderation];
  }

  #request(participant: string) {
    const name = this.meeting.room.state.people.get(participant)?.name;
    if (name === undefined) return nothing;
    const answer = (allowed: boolean) => () => this.actions.say({ type: "allow_share", participant, allowed });
    const yes = t("hosting.share.request.yes", { name });
    return notice("share-request", "screen", t("hosting.share.request", { name }), [
      { text: yes, testid: "allow", press: answer(true), primary: true },
      { text: t("hosting.share.request.no"), testid: "disallow", press: answer(false) },
    ]);
  }

  override render() {
    const { shareRequests } = this.meeting.moderation.state;
    if (shareRequests.length === 0) return nothing;
    return html`<div role="alert">${shareRequests.map((id) => this.#request(id))}</div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "room-share-requests": RoomShareRequests;
  }
}
