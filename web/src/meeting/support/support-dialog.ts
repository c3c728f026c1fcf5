import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { browserName, figuresOf } from "../../call/peer/figures.js";
import type { Report } from "../../call/peer/path.js";
import type { Peer } from "../../call/peer/peer.js";
import { LocaleController, t } from "../../i18n/index.js";
import "../../i18n/help.js";
import "../../i18n/support.js";
import { copyText } from "../../lib/copy.js";
import { Refresh } from "../../lib/refresh.js";
import { troublesSeen } from "../../lib/troubles.js";
import { http, sentence } from "../../net/http.js";
import type { FaultFigure, FaultReference, NewFault } from "../../protocol/api.gen.js";
import { fields } from "../../ui/field.js";
import { base, buttons, page } from "../../ui/styles.js";
import "../../ui/dialog.js";
import { figureLines, figureStyles, figuresText } from "../../ui/figures.js";
import "../../ui/icon.js";
import "./keys.js";
import type { SupportPage } from "../parts/actions.js";

const EVERY_MS = 2000;

/** The connection in figures, a report that shows all that it sends, and the keys. */
@customElement("support-dialog")
export class SupportDialog extends LitElement {
  static override styles = [
    base,
    buttons,
    page,
    fields,
    figureStyles,
    css`
      h3 {
        margin-top: var(--space-4);
      }
      .consent {
        display: flex;
        gap: var(--space-3);
        align-items: start;
        margin-block: var(--space-4) var(--space-3);
        font-weight: 500;
      }
      .consent input {
        flex: none;
      }
      .number {
        font-size: 2rem;
        font-weight: 700;
        letter-spacing: 0.08em;
      }
    `,
  ];
  @property() view: SupportPage = "connection";
  @property({ attribute: false }) peer: Peer | null = null;
  @state() protected figures: readonly FaultFigure[] = [];
  @state() protected copied = false;
  @state() protected text = "";
  @state() protected agreed = false;
  @state() protected problem: string | null = null;
  @state() protected sending = false;
  @state() protected reference: string | null = null;

  constructor() {
    super();
    new LocaleController(this);
    new Refresh(this, () => this.#look(), EVERY_MS);
  }

  async #look(): Promise<void> {
    const report = await this.peer?.connection?.getStats();
    if (report) this.figures = figuresOf(report as unknown as Report);
  }

  async #copy(): Promise<void> {
    this.copied = await copyText(figuresText(this.figures));
  }

  /** Exactly what is shown, and nothing else. */
  get #fault(): NewFault {
    return {
      text: this.text.trim(),
      browser: browserName(navigator.userAgent),
      figures: [...this.figures],
      errors: [...troublesSeen()],
    };
  }

  async #send(event: Event): Promise<void> {
    event.preventDefault();
    const fault = this.#fault;
    this.problem = !fault.text ? t("support.fault.missing") : !this.agreed ? t("support.fault.consent.missing") : null;
    if (this.problem || this.sending) return;
    this.sending = true;
    try {
      this.reference = (await http.post<FaultReference>("/api/faults", fault)).reference;
    } catch (error) {
      this.problem = sentence(error);
    } finally {
      this.sending = false;
    }
  }

  #connection() {
    return html`<p class="soft">${t("support.connection.hint")}</p>
      ${this.figures.length === 0 ? html`<p>${t("support.connection.none")}</p>` : figureLines(this.figures)}
      <button
        type="button"
        class="button"
        data-testid="copy-figures"
        ?disabled=${this.figures.length === 0}
        @click=${() => void this.#copy()}
      >
        <ui-icon name="copy"></ui-icon>
        <span role="status">${t(this.copied ? "support.connection.copied" : "support.connection.copy")}</span>
      </button>`;
  }

  #sentToo() {
    const { browser, errors } = this.#fault;
    return html`<h3>${t("support.fault.sent_too")}</h3>
      ${figureLines(this.figures, [
        [t("support.fault.browser"), browser],
        ...(errors.length > 0 ? [[t("support.fault.errors"), errors.join(", ")] as const] : []),
      ])}`;
  }

  #form() {
    if (this.reference)
      return html`<div role="status">
        <p>${t("support.fault.done")}</p>
        <p class="number" data-testid="fault-reference">${this.reference}</p>
        <p>${t("support.fault.done.text")}</p>
      </div>`;
    return html`<form novalidate @submit=${this.#send}>
      <div class="field">
        <label for="text">${t("support.fault.what")}</label>
        <span class="hint" id="text-hint">${t("support.fault.what.hint")}</span>
        <textarea
          id="text"
          name="text"
          rows="4"
          maxlength="2000"
          aria-describedby="text-hint"
          .value=${this.text}
          @input=${(event: Event) => {
            this.text = (event.target as HTMLTextAreaElement).value;
          }}
        ></textarea>
      </div>
      ${this.#sentToo()}
      <label class="consent">
        <input
          type="checkbox"
          name="consent"
          .checked=${this.agreed}
          @change=${(event: Event) => {
            this.agreed = (event.target as HTMLInputElement).checked;
          }}
        />
        <span>${t("support.fault.consent")}</span>
      </label>
      <div role="alert">${this.problem ? html`<p class="error">${this.problem}</p>` : nothing}</div>
      <button class="button primary" data-testid="send-fault" aria-busy=${this.sending ? "true" : "false"}>
        ${t("support.fault.send")}
      </button>
    </form>`;
  }

  override render() {
    const pages = {
      connection: () => this.#connection(),
      fault: () => this.#form(),
      keys: () => html`<support-keys></support-keys>`,
    };
    return html`<ui-dialog
      heading=${this.view === "keys" ? t("help.keys.title") : t(`support.${this.view}`)}
      open
      @close=${() => this.dispatchEvent(new Event("close"))}
    >
      <div data-testid="support" data-view=${this.view}>${pages[this.view]()}</div>
    </ui-dialog>`;
  }
}
