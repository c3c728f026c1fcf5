import { css, html, LitElement } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { LevelMeter } from "../../call/devices/level.js";

/** A bar that moves with the voice; it tells `level` (0..1) for every drawn frame.  Words beside it say the same. */
@customElement("mic-level")
export class MicLevel extends LitElement {
  static override styles = css`
    :host {
      display: block;
    }
    .bar {
      height: 14px;
      overflow: hidden;
      border: 1px solid var(--border-strong);
      border-radius: 999px;
      background: var(--surface-2);
    }
    .fill {
      height: 100%;
      width: 100%;
      transform: scaleX(var(--level, 0));
      transform-origin: left;
      background: var(--ok);
    }
    @media (forced-colors: active) {
      .fill {
        background: Highlight;
        forced-color-adjust: none;
      }
    }
  `;
  @property({ attribute: false }) track: MediaStreamTrack | null = null;
  @query(".bar") protected bar!: HTMLElement;
  readonly #meter = new LevelMeter();
  #attached: MediaStreamTrack | null = null;
  #frame = 0;

  override updated() {
    if (this.track === this.#attached) return;
    this.#attached = this.track;
    this.#meter.attach(this.track);
  }

  override connectedCallback() {
    super.connectedCallback();
    this.#frame = requestAnimationFrame(this.#draw);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#frame);
    this.#meter.detach();
    this.#attached = null;
  }

  readonly #draw = () => {
    const level = this.#meter.value;
    this.bar?.style.setProperty("--level", level.toFixed(3));
    this.bar?.setAttribute("data-level", level.toFixed(2));
    this.dispatchEvent(new CustomEvent("level", { detail: level }));
    this.#frame = requestAnimationFrame(this.#draw);
  };

  override render() {
    return html`<div class="bar" data-testid="mic-level" aria-hidden="true"><div class="fill"></div></div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "mic-level": MicLevel;
  }
}
