import { css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { formatDay, formatTime, t } from "../i18n/index.js";
import type { InLobby } from "../protocol/messages.gen.js";
import { base, buttons, page } from "../ui/styles.js";
import "../i18n/moderation.js";
import "../ui/icon.js";
import { deviceTroubles } from "./devices/device-troubles.js";
import { MeetingElement } from "./parts/element.js";
import type { Meeting } from "./parts/meeting.js";
import "./parts/preview.js";

/** The lobby as the one who waits sees it: whom they meet, that it is known, and nothing to do. */
@customElement("room-waiting")
export class RoomWaiting extends MeetingElement {
  static override styles = [
    base,
    buttons,
    page,
    css`
      :host {
        padding-bottom: var(--space-5);
      }
      h1:focus {
        outline: none;
      }
      .columns {
        display: grid;
        gap: var(--space-5);
        max-width: 62rem;
        margin-inline: auto;
        align-items: start;
      }
      .state {
        display: flex;
        gap: var(--space-3);
        align-items: center;
        font-size: 1.125rem;
        font-weight: 600;
      }
      .state .dot {
        flex: none;
        width: 14px;
        height: 14px;
        border-radius: 50%;
        background: var(--warn);
        animation: breathe 2.4s infinite;
      }
      .state.told .dot {
        background: var(--ok);
      }
      @keyframes breathe {
        50% {
          opacity: 0.35;
        }
      }
      dl {
        margin: 0;
        display: grid;
        gap: var(--space-2);
      }
      dt {
        color: var(--text-soft);
        font-size: 0.9375rem;
      }
      dd {
        margin: 0;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .stack > * + * {
        margin-top: var(--space-4);
      }
      .notice {
        flex-wrap: wrap;
        align-items: center;
      }
      .notice > span {
        flex: 1 1 11rem;
      }
      .note small {
        display: block;
        color: var(--text-soft);
      }
      .note strong {
        overflow-wrap: anywhere;
        font-size: 1.0625rem;
      }
      @media (min-width: 820px) {
        .columns {
          grid-template-columns: 1fr 1fr;
        }
      }
    `,
  ];
  @property({ attribute: false }) lobby!: InLobby;
  @property({ type: Boolean }) reconnecting = false;

  protected override follows({ session }: Meeting) {
    return [session, session.devices];
  }

  /** A guest who has still to show who they are is not told the host's name. */
  get #host(): string {
    return this.lobby.meeting.host_name || t("room.waiting.inviter");
  }

  #status() {
    const host = this.#host;
    const back = this.meeting.session.planned ? "room.restarting" : "room.reconnecting";
    if (this.reconnecting) return html`<div class="state"><span class="spinner"></span><span>${t(back)}</span></div>`;
    const told = this.lobby.host_present;
    const text = told ? t("room.waiting.told", { host }) : t("room.waiting.absent", { host });
    return html`<div class="state ${told ? "told" : ""}"><span class="dot"></span><span>${text}</span></div>`;
  }

  /** What a host has told those who wait. */
  #note() {
    const { note } = this.lobby;
    if (!note) return nothing;
    const { by, at, sentence, text } = note;
    return html`<div class="notice note" data-testid="lobby-note">
      <ui-icon name="write"></ui-icon
      ><span
        ><small>${t("moderation.note.by", { by: by || this.#host, time: formatTime(at) })}</small
        ><strong>${sentence ? t(`moderation.note.${sentence}`) : text}</strong></span
      >
    </div>`;
  }

  #starts() {
    const start = this.lobby.meeting.starts_at;
    if (start * 1000 < Date.now()) return nothing;
    return html`<p>${t("room.waiting.starts", { time: `${formatDay(start)} ${formatTime(start)}` })}</p>`;
  }

  override render() {
    const { meeting, name, second_device } = this.lobby;
    const host = this.#host;
    const { session, self } = this.meeting;
    const { devices, media } = session;
    return html`<div class="columns" data-testid="waiting">
      <div class="stack">
        <h1 tabindex="-1">${t("room.waiting.title")}</h1>
        <p>
          ${meeting.host_name ? t("room.waiting.whom", { host }) : t("room.waiting.from", { organisation: meeting.organisation })}
        </p>
        <div class="card" role="status">${this.#status()}</div>
        <div role="status">${this.#note()}</div>
        ${this.#starts()}
        <p>${t("room.waiting.stay")}</p>
        ${
          second_device
            ? html`<div class="notice warn">
                <ui-icon name="warning"></ui-icon><span>${t("room.waiting.second_device", { host })}</span>
              </div>`
            : nothing
        }
      </div>
      <div class="stack">
        <room-preview .stream=${self} ?microphone=${media.microphone} ?camera=${media.camera}></room-preview>
        <div role="status" class="stack">${deviceTroubles(devices, (kind) => this.actions[kind]())}</div>
        <p class="soft">${t("room.waiting.unseen")}</p>
        <div class="spread">
          ${
            name
              ? html`<dl>
                  <dt>${t("room.waiting.name")}</dt>
                  <dd>${name}</dd>
                </dl>`
              : nothing
          }
          <button class="button" data-testid="leave" @click=${() => this.actions.leave()}>
            <ui-icon name="leave"></ui-icon>${t("room.waiting.leave")}
          </button>
        </div>
      </div>
    </div>`;
  }
}
