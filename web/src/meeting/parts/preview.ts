import { css, html, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { t } from "../../i18n/index.js";
import { base, buttons } from "../../ui/styles.js";
import "../../ui/icon.js";
import { RoomElement } from "./element.js";
import { play } from "./autoplay.js";

/** One's own picture, with the two switches, before anybody else sees it. */
@customElement("room-preview")
export class RoomPreview extends RoomElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
      }
      .picture {
        position: relative;
        aspect-ratio: 16 / 9;
        max-height: 42dvh;
        width: 100%;
        overflow: hidden;
        border-radius: var(--radius);
        background: #1d2b27;
        color: #f2f7f5;
      }
      video {
        width: 100%;
        height: 100%;
        object-fit: cover;
        transform: scaleX(-1);
      }
      video[hidden] {
        display: block !important;
        visibility: hidden;
      }
      .off {
        position: absolute;
        inset: 0;
        display: grid;
        place-content: center;
        justify-items: center;
        gap: var(--space-2);
      }
      .off ui-icon {
        width: 40px;
        height: 40px;
      }
      .switches {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        margin-top: var(--space-3);
      }
      .switches .button {
        flex: 1 1 9rem;
        padding-inline: var(--space-2);
      }
      .button[aria-pressed="false"] {
        background: var(--danger-soft);
        color: var(--danger);
        border-color: currentColor;
      }
    `,
  ];
  @property({ attribute: false }) stream: MediaStream | null = null;
  @property({ type: Boolean }) microphone = false;
  @property({ type: Boolean }) camera = false;
  @query("video") protected video!: HTMLVideoElement;

  override updated() {
    if (this.video.srcObject !== this.stream) this.video.srcObject = this.stream;
    if (this.camera) void play(this.video);
  }

  #switch(kind: "microphone" | "camera", on: boolean) {
    const icon = kind === "microphone" ? (on ? "mic" : "mic-off") : on ? "camera" : "camera-off";
    return html`<button
      class="button"
      data-testid="toggle-${kind}"
      aria-pressed=${on ? "true" : "false"}
      aria-keyshortcuts=${kind === "microphone" ? "m" : "c"}
      @click=${() => this.actions[kind]()}
    >
      <ui-icon name=${icon}></ui-icon>${t(`room.${kind}`)} ${t(on ? "room.on" : "room.off")}
    </button>`;
  }

  override render() {
    return html`<div class="picture">
        <video
          data-testid="video"
          aria-label=${t("room.preview")}
          ?hidden=${!this.camera}
          .muted=${true}
          autoplay
          playsinline
        ></video>
        ${
          this.camera
            ? nothing
            : html`<div class="off"><ui-icon name="camera-off"></ui-icon>${t("room.preview.off")}</div>`
        }
      </div>
      <div class="switches">${this.#switch("microphone", this.microphone)}${this.#switch("camera", this.camera)}</div>`;
  }
}
