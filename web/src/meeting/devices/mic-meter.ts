import { css, html, LitElement } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { EVERY_MS } from "../../call/devices/echo.js";
import type { Listening } from "../../call/devices/listening.js";

/** A thin line under the microphone's sign that moves with the voice.  Words beside it say whether it is on. */
@customElement("mic-meter")
export class MicMeter extends LitElement {
  static override styles = css`
    :host {
      display: block;
      width: 40px;
      height: 4px;
      overflow: hidden;
      border-radius: 2px;
      background: var(--surface-2);
    }
    div {
      height: 100%;
      background: var(--ok);
      transform: scaleX(0);
      transition: transform 100ms linear;
    }
    @media (prefers-reduced-motion: reduce) {
      div {
        transition: none;
      }
    }
    @media (forced-colors: active) {
      div {
        background: Highlight;
        forced-color-adjust: none;
      }
    }
  `;
  @property({ attribute: false }) listening: Listening | null = null;
  @query("div") protected fill!: HTMLElement | null;
  #timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback() {
    super.connectedCallback();
    this.#timer = setInterval(() => this.#draw(), EVERY_MS);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  /** Only this line is drawn anew, and only by the compositor. */
  #draw(): void {
    const level = (this.listening?.level ?? 0).toFixed(2);
    this.fill?.style.setProperty("transform", `scaleX(${level})`);
    this.dataset.level = level;
  }

  override render() {
    return html`<div></div>`;
  }
}
