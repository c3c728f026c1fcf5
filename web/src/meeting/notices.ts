import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { canShareScreen } from "../call/peer/screen.js";
import { t } from "../i18n/index.js";
import type { GuestTrouble } from "../state/room-store.js";
import { othersScreens } from "../state/screens.js";
import { base, buttons, page } from "../ui/styles.js";
import "../ui/icon.js";
import { breakoutNotices } from "./breakouts/notices.js";
import { backgroundTrouble } from "./devices/background-trouble.js";
import { deviceTroubles } from "./devices/device-troubles.js";
import { networkNotice } from "./devices/network-notice.js";
import { soundNotices } from "./devices/sound-notices.js";
import "./interpreting/bar.js";
import { MeetingElement } from "./parts/element.js";
import type { Meeting } from "./parts/meeting.js";
import { moderationNotices, noticeStyles } from "./parts/notice.js";

const TROUBLES = [
  ["linkTroubles", "link-trouble", "room.link_trouble"],
  ["identityTroubles", "identity-trouble", "room.identity.trouble"],
] as const satisfies readonly (readonly [GuestTrouble, string, string])[];

/** The band over the pictures: what the person should know just now, each with what they can do about it. */
@customElement("room-notices")
export class RoomNotices extends MeetingElement {
  static override styles = [
    base,
    buttons,
    page,
    noticeStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-2);
        max-height: 45dvh;
        overflow-y: auto;
      }
      /* Most losses are over before anybody needs to read of them. */
      .passing {
        animation: appear 200ms 900ms backwards;
      }
      @keyframes appear {
        from {
          opacity: 0;
        }
      }
    `,
  ];
  @property({ type: Boolean }) reconnecting = false;
  /** The person knows that their network is bad, for as long as it is. */
  @state() protected networkSeen = false;
  readonly #canShare = canShareScreen();

  protected override follows({ session, room, moderation, signs, listening, screens }: Meeting) {
    return [session, session.devices, room, moderation, signs, listening, screens];
  }

  override willUpdate() {
    const { signs } = this.meeting;
    if (signs.own === "good" && !signs.anyHeld) this.networkSeen = false;
  }

  #lost() {
    const { peer } = this.meeting.session;
    if (!this.reconnecting && !peer.broken) return nothing;
    const back = this.meeting.session.planned ? "room.restarting" : "room.reconnecting";
    return html`<div class="notice warn passing">
      <span class="spinner"></span><span>${t(this.reconnecting ? back : "room.media.broken")}</span>
    </div>`;
  }

  #network() {
    if (this.networkSeen) return nothing;
    return networkNotice(this.meeting.signs, () => {
      this.networkSeen = true;
    });
  }

  #whichScreen() {
    const { room, screens } = this.meeting;
    const all = othersScreens(room.state);
    if (all.length < 2) return nothing;
    const shown = screens.shown(room.state);
    return html`<div class="notice" role="group" aria-label=${t("moderation.share.which")}>
      <ui-icon name="screen"></ui-icon><span>${t("moderation.share.which")}</span>
      ${all.map(
        (person) =>
          html`<button
            class="button"
            data-testid="choose-screen"
            data-name=${person.name}
            aria-pressed=${person === shown ? "true" : "false"}
            @click=${() => screens.choose(person.id)}
          >
            ${person === shown ? html`<ui-icon name="check"></ui-icon>` : nothing}${person.name}
          </button>`,
      )}
    </div>`;
  }

  #ownScreen() {
    if (!this.meeting.session.screen.sharing) return nothing;
    return html`<div class="notice">
      <ui-icon name="screen"></ui-icon><span>${t("room.screen.sharing")}</span>
      <button class="button" data-testid="stop-sharing" @click=${() => this.actions.screen()}>
        ${t("room.screen.stop")}
      </button>
    </div>`;
  }

  #troubles(): TemplateResult[] {
    return TROUBLES.flatMap(([trouble, testid, key]) =>
      this.meeting.room.state[trouble].map(
        (name) =>
          html`<div class="notice warn" role="alert" data-testid=${testid}>
            <ui-icon name="warning"></ui-icon>
            <span>${t(key, { name })}</span>
            <button class="button" @click=${() => this.actions.dismiss(trouble, name)}>${t("room.dismiss")}</button>
          </div>`,
      ),
    );
  }

  override render() {
    const { session, room, moderation, listening, host } = this.meeting;
    const { actions } = this;
    return html`<div role="status">
        ${this.#lost()} ${this.#network()} ${deviceTroubles(session.devices, (kind) => actions[kind]())}
        ${breakoutNotices(moderation.state, room.state, actions)}
        ${moderationNotices(moderation.state, session.media, this.#canShare, actions)}
        ${backgroundTrouble(session.devices)}
        ${soundNotices(listening, session.soundOnly, {
          unmute: () => actions.microphone(),
          pictures: () => actions.soundOnly(),
        })}
      </div>
      ${host ? html`<room-share-requests></room-share-requests>` : nothing}
      <room-interpreting></room-interpreting>
      ${this.#whichScreen()} ${this.#ownScreen()} ${host ? this.#troubles() : nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "room-notices": RoomNotices;
  }
}
