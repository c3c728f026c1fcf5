import { css, html, LitElement } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { LocaleController, t } from "../i18n/index.js";
import { base, buttons } from "./styles.js";
import "./icon.js";

/** A native modal dialog.  Set `open`; it tells `close` when the person has closed it. */
@customElement("ui-dialog")
export class UiDialog extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      dialog {
        width: min(34rem, calc(100vw - 2 * var(--space-4)));
        max-height: calc(100dvh - 2 * var(--space-4));
        padding: var(--space-5);
        border: 1px solid var(--border);
        border-radius: calc(var(--radius) + 4px);
        background: var(--surface);
        color: var(--text);
        font: 1rem/1.5 var(--font);
        overflow: auto;
      }
      dialog::backdrop {
        background: rgb(8 16 14 / 60%);
      }
      header {
        display: flex;
        gap: var(--space-3);
        align-items: start;
        justify-content: space-between;
      }
      h2 {
        margin: 0 0 var(--space-3);
        padding-top: 8px;
        font-size: 1.25rem;
        line-height: 1.3;
      }
      .button {
        flex: none;
        padding: 0;
        border-color: transparent;
        background: transparent;
      }
      footer {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-3);
        justify-content: end;
      }
      footer ::slotted(*) {
        margin-top: var(--space-5);
      }
    `,
  ];
  @property() heading = "";
  @property({ type: Boolean }) open = false;
  @query("dialog") protected dialog!: HTMLDialogElement;

  constructor() {
    super();
    new LocaleController(this);
  }

  override updated() {
    if (this.open && !this.dialog.open) this.dialog.showModal();
    else if (!this.open && this.dialog.open) this.dialog.close();
  }

  #closed() {
    if (!this.open) return;
    this.open = false;
    this.dispatchEvent(new Event("close"));
  }

  override render() {
    return html`<dialog aria-labelledby="heading" @close=${this.#closed}>
      <header>
        <h2 id="heading">${this.heading}</h2>
        <button type="button" class="button" aria-label=${t("common.close")} @click=${() => this.dialog.close()}>
          <ui-icon name="close"></ui-icon>
        </button>
      </header>
      <slot></slot>
      <footer><slot name="actions"></slot></footer>
    </dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ui-dialog": UiDialog;
  }
}
