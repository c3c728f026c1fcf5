import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { LocaleController, t } from "../i18n/index.js";
import { copyText } from "../lib/copy.js";
import { base, buttons, page } from "../ui/styles.js";
import { toast } from "../ui/toast.js";

/** Recovery codes, shown once.  Tells `done` when the person has kept them. */
@customElement("recovery-codes")
export class RecoveryCodesCard extends LitElement {
  static override styles = [
    base,
    buttons,
    page,
    css`
      ol {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr));
        gap: var(--space-2) var(--space-4);
        margin: 0;
        padding: 0;
        list-style: none;
        font:
          1.05rem/1.6 ui-monospace,
          monospace;
      }
      @media print {
        .row {
          display: none;
        }
      }
    `,
  ];
  @property({ attribute: false }) codes: string[] = [];

  constructor() {
    super();
    new LocaleController(this);
  }

  async #copy() {
    const copied = await copyText(this.codes.join("\n"));
    toast(t(copied ? "signin.codes.copied" : "signin.codes.not_copied"));
  }

  override render() {
    return html`<div class="stack" data-testid="recovery-codes">
      <p>${t("signin.codes.text")}</p>
      <ol>
        ${this.codes.map((code) => html`<li>${code}</li>`)}
      </ol>
      <div class="row">
        <button type="button" class="button" @click=${this.#copy}>${t("signin.codes.copy")}</button>
        <button type="button" class="button" @click=${() => window.print()}>${t("signin.codes.print")}</button>
        <button
          type="button"
          class="button primary"
          data-testid="codes-kept"
          @click=${() => this.dispatchEvent(new Event("done"))}
        >
          ${t("signin.codes.done")}
        </button>
      </div>
    </div>`;
  }
}
