import { css, html, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { t } from "../../i18n/index.js";
import type { Person } from "../../protocol/messages.gen.js";
import { base } from "../../ui/styles.js";
import "../../ui/icon.js";
import { initials, RoomElement } from "./element.js";
import { play } from "./playing.js";

/** One person's camera, or one shared screen. */
@customElement("room-tile")
export class RoomTile extends RoomElement {
  static override styles = [
    base,
    css`
      :host {
        position: relative;
        display: block;
        overflow: hidden;
        border-radius: var(--radius);
        background: #1d2b27;
        color: #f2f7f5;
        min-width: 0;
        min-height: 0;
      }
      :host::after {
        content: "";
        position: absolute;
        inset: 0;
        border-radius: inherit;
        pointer-events: none;
        border: 3px solid transparent;
        transition: border-color 150ms;
      }
      :host([speaking])::after {
        border-color: #58c9a8;
      }
      video {
        display: block;
        width: 100%;
        height: 100%;
        object-fit: cover;
        background: #1d2b27;
      }
      :host([data-source="screen"]) video {
        object-fit: contain;
        background: #0b1210;
      }
      :host([self]) video {
        transform: scaleX(-1);
      }
      video[hidden] {
        display: block !important;
        visibility: hidden;
      }
      .avatar {
        position: absolute;
        inset: 0;
        display: grid;
        place-items: center;
      }
      .avatar span {
        display: grid;
        place-items: center;
        width: min(30cqmin, 112px);
        aspect-ratio: 1;
        min-width: 44px;
        border-radius: 50%;
        background: #35514a;
        font-size: clamp(1rem, 12cqmin, 2.6rem);
        font-weight: 600;
      }
      .frame {
        container-type: size;
        width: 100%;
        height: 100%;
        position: relative;
      }
      .label {
        position: absolute;
        inset-inline-start: 8px;
        bottom: 8px;
        max-width: calc(100% - 16px);
        display: flex;
        align-items: center;
        gap: 6px;
        padding: 3px 10px;
        border-radius: 8px;
        background: rgb(9 18 15 / 78%);
        font-size: 0.9375rem;
        font-weight: 600;
      }
      .label span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .label ui-icon {
        flex: none;
        width: 1.1em;
        height: 1.1em;
        color: #ffb4ab;
      }
      .lost {
        position: absolute;
        inset: 0;
        display: grid;
        place-items: center;
        padding: 12px;
        text-align: center;
        background: rgb(9 18 15 / 72%);
        font-weight: 600;
        font-size: clamp(0.75rem, 7cqmin, 1.125rem);
        line-height: 1.25;
      }
      @container (max-height: 140px) {
        .lost {
          place-items: start center;
          padding: 8px 4px;
        }
      }
      @container (max-height: 110px) {
        .label {
          font-size: 0.8125rem;
          bottom: 4px;
          inset-inline-start: 4px;
        }
      }
    `,
  ];
  @property({ attribute: false }) person: Person | null = null;
  @property({ attribute: false }) stream: MediaStream | null = null;
  @property({ attribute: "data-source", reflect: true }) source: "camera" | "screen" = "camera";
  @property({ type: Boolean, reflect: true }) self = false;
  @property({ type: Boolean, reflect: true }) speaking = false;
  /** Changes with every new connection, after which a picture may have to be started again. */
  @property({ attribute: false }) transport: string | null = null;
  @query("video") private video!: HTMLVideoElement | null;

  override updated() {
    if (!this.video) return;
    if (this.video.srcObject !== this.stream) this.video.srcObject = this.stream;
    this.#start();
  }

  #start(): void {
    if (this.stream && this.video) void play(this.video);
  }

  #name(person: Person): string {
    if (this.source === "screen") return t("room.screen.of", { name: person.name });
    return this.self ? t("room.you.name", { name: person.name }) : person.name;
  }

  override render() {
    const { person } = this;
    if (!person) return nothing;
    const seen = this.stream !== null && (this.source === "screen" ? person.screen : person.camera);
    const quiet = this.source === "camera" && !person.microphone;
    return html`<div class="frame">
      <video
        data-testid="video"
        ?hidden=${!seen}
        muted
        autoplay
        playsinline
        disablepictureinpicture
        .muted=${true}
        @pause=${this.#start}
      ></video>
      ${seen ? nothing : html`<div class="avatar" aria-hidden="true"><span>${initials(person.name)}</span></div>`}
      ${person.connected ? nothing : html`<div class="lost">${t("room.tile.lost")}</div>`}
      <div class="label">
        ${quiet ? html`<ui-icon name="mic-off"></ui-icon><span class="visually-hidden">${t("room.tile.muted")}</span>` : nothing}
        <span>${this.#name(person)}</span>
      </div>
    </div>`;
  }
}
