import { customElement, property } from "lit/decorators.js";
import { t } from "../../i18n/index.js";
import "../../i18n/breakouts.js";
import { RoomElement } from "../parts/element.js";

/** The seconds that are left, to be seen by everybody.  It is read out when it appears, and not every second. */
@customElement("room-countdown")
export class RoomCountdown extends RoomElement {
  /** Unix seconds. */
  @property({ type: Number }) until = 0;
  #ticking: ReturnType<typeof setInterval> | undefined;

  override connectedCallback() {
    super.connectedCallback();
    this.setAttribute("role", "timer");
    this.setAttribute("aria-live", "off");
    this.#ticking = setInterval(() => this.requestUpdate(), 1000);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#ticking);
  }

  override render() {
    return t("breakouts.closing", { seconds: Math.max(0, Math.round(this.until - Date.now() / 1000)) });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "room-countdown": RoomCountdown;
  }
}
