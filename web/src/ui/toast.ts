import { css, html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { base } from "./styles.js";

const SHOWN_MS = 6000;

/** Where short messages appear; the app holds the only one.  Say something with toast(). */
@customElement("ui-toast")
export class UiToast extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        position: fixed;
        inset-inline: var(--space-4);
        bottom: calc(7rem + env(safe-area-inset-bottom));
        z-index: 20;
        display: flex;
        justify-content: center;
        pointer-events: none;
      }
      p {
        margin: 0;
        padding: var(--space-3) var(--space-5);
        max-width: 36rem;
        border-radius: var(--radius);
        background: var(--text);
        color: var(--bg);
        font: 600 1rem/1.4 var(--font);
        box-shadow: var(--shadow);
      }
    `,
  ];
  @state() protected text = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(text: string) {
    this.text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.text = "";
    }, SHOWN_MS);
  }

  override connectedCallback() {
    super.connectedCallback();
    shown.add(this);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    shown.delete(this);
  }

  override render() {
    return html`<div role="status">${this.text ? html`<p>${this.text}</p>` : nothing}</div>`;
  }
}

const shown = new Set<UiToast>();

/** Shows and reads out one sentence for a few seconds. */
export function toast(text: string): void {
  for (const place of shown) place.show(text);
}

declare global {
  interface HTMLElementTagNameMap {
    "ui-toast": UiToast;
  }
}
