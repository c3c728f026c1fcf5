import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base, buttons } from "./styles.js";

/**
 * A button outside forms, and in forms with type="submit" (it submits its form).
 * Forms that people finish with Enter use a native `<button class="button primary">` with the `buttons` styles.
 */
@customElement("ui-button")
export class UiButton extends LitElement {
  static formAssociated = true;
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    base,
    buttons,
    css`
      :host { display: inline-block; }
      :host([disabled]) { pointer-events: none; }
      .button { width: 100%; }
    `,
  ];
  @property({ reflect: true }) variant: "primary" | "plain" | "danger" | "quiet" = "plain";
  @property() type: "button" | "submit" = "button";
  @property({ type: Boolean }) busy = false;
  @property({ type: Boolean, reflect: true }) disabled = false;
  @property({ type: Boolean }) big = false;
  /** The accessible name when the content is only an icon. */
  @property() label = "";
  /** Makes it a toggle, "true" or "false". */
  @property() pressed: "true" | "false" | undefined;
  /** Makes it the opener of something, "true" or "false". */
  @property() expanded: "true" | "false" | undefined;
  readonly #internals = this.attachInternals();

  #clicked(event: Event) {
    if (this.busy) event.stopImmediatePropagation();
    else if (this.type === "submit") this.#internals.form?.requestSubmit();
  }

  override render() {
    return html`<button
      type="button"
      part="button"
      class="button ${this.variant} ${this.big ? "big" : ""}"
      ?disabled=${this.disabled}
      aria-busy=${this.busy ? "true" : nothing}
      aria-label=${this.label || nothing}
      title=${this.label || nothing}
      aria-pressed=${this.pressed ?? nothing}
      aria-expanded=${this.expanded ?? nothing}
      @click=${this.#clicked}
    >${this.busy ? html`<span class="spinner"></span>` : nothing}<slot></slot></button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ui-button": UiButton;
  }
}
