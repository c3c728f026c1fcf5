import { css, html, LitElement } from "lit";
import { customElement, property, query } from "lit/decorators.js";

/** One's own camera as a mirror, the way people know their face. */
@customElement("ui-self-view")
export class UiSelfView extends LitElement {
  static override styles = css`
    :host {
      display: block;
    }
    video {
      display: block;
      width: 100%;
      aspect-ratio: 4 / 3;
      border-radius: var(--radius);
      background: #0b1210;
      object-fit: cover;
    }
    :host(:not([unmirrored])) video {
      transform: scaleX(-1);
    }
  `;
  @property({ attribute: false }) track: MediaStreamTrack | null = null;
  @property({ type: Boolean, reflect: true }) unmirrored = false;
  @property() label = "";
  @query("video") protected video!: HTMLVideoElement;
  #shown: MediaStreamTrack | null = null;

  override updated() {
    if (this.track === this.#shown) return;
    this.#shown = this.track;
    this.video.srcObject = this.track ? new MediaStream([this.track]) : null;
    if (this.track) void this.video.play().catch(() => undefined);
  }

  override render() {
    return html`<video
      data-testid="self-view"
      autoplay
      muted
      playsinline
      .muted=${true}
      aria-label=${this.label}
    ></video>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ui-self-view": UiSelfView;
  }
}
