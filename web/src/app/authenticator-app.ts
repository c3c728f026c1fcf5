import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { LocaleController, t } from "../i18n/index.js";
import { sentence } from "../net/http.js";
import type { NewTotp } from "../protocol/api.gen.js";
import { fields, textField } from "../ui/field.js";
import { base, buttons, page } from "../ui/styles.js";

/** The step in which an authenticator app learns its secret and shows that it has.  `finish` sends the code. */
@customElement("new-app")
export class NewApp extends LitElement {
  static override styles = [
    base,
    buttons,
    page,
    fields,
    css`
      img {
        display: block;
        width: 220px;
        height: 220px;
        background: #fff;
      }
      code {
        font:
          1.05rem/1.6 ui-monospace,
          monospace;
        overflow-wrap: anywhere;
      }
    `,
  ];
  @property({ attribute: false }) totp: NewTotp | null = null;
  @property({ attribute: false }) finish: (code: string) => Promise<void> = () => Promise.resolve();
  @state() protected code = "";
  @state() protected busy = false;
  @state() protected problem = "";

  constructor() {
    super();
    new LocaleController(this);
  }

  #submit = async (event: Event) => {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.problem = "";
    try {
      await this.finish(this.code.trim() || "-");
    } catch (error) {
      this.problem = sentence(error);
      this.code = "";
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLInputElement>("#app-code")?.focus();
    } finally {
      this.busy = false;
    }
  };

  override render() {
    if (!this.totp) return nothing;
    const { seed, qr } = this.totp;
    return html`<form class="stack" novalidate data-testid="new-app" @submit=${this.#submit}>
      <p>${t("signin.app.scan")}</p>
      <img src=${qr} alt=${t("signin.app.qr")} />
      <p>
        ${t("signin.app.manual")}<br />
        <code data-testid="seed">${seed.replace(/(.{4})(?=.)/g, "$1 ")}</code>
      </p>
      ${textField({
        name: "app-code",
        label: t("signin.app.code"),
        hint: t("signin.app.code.hint"),
        value: this.code,
        input: (value) => {
          this.code = value;
        },
        error: this.problem || undefined,
        required: true,
        maxlength: 10,
        autocomplete: "one-time-code",
      })}
      <button type="submit" class="button primary big" aria-busy=${this.busy ? "true" : nothing}>
        ${this.busy ? html`<span class="spinner"></span>` : nothing}${t("signin.app.submit")}
      </button>
    </form>`;
  }
}
