import { css, html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { LocaleController, t } from "../../i18n/index.js";
import { session } from "../../lib/session.js";
import { http } from "../../net/http.js";
import type { Me } from "../../protocol/api.gen.js";
import { navigate, safeNext } from "../../router.js";
import { fields, textField } from "../../ui/field.js";
import { problemNotice } from "../../ui/notice.js";
import { passwordField } from "../../ui/password.js";
import { base, buttons, page } from "../../ui/styles.js";

/** Staff sign in here; guests never need to, and the page tells them so. */
@customElement("page-sign-in")
export class SignInPage extends LitElement {
  static override styles = [
    base,
    buttons,
    page,
    fields,
    css`
      .guests {
        margin-top: var(--space-5);
      }
    `,
  ];
  @state() private email = "";
  @state() private password = "";
  @state() private shown = false;
  @state() private busy = false;
  @state() private problem: unknown = null;

  constructor() {
    super();
    new LocaleController(this);
  }

  async #submit(event: Event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      session.set(await http.post<Me>("/api/sign-in", { email: this.email.trim(), password: this.password }));
      navigate(safeNext(location.search), { replace: true });
    } catch (error) {
      this.problem = error;
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLInputElement>("#password")?.focus();
    } finally {
      this.busy = false;
    }
  }

  #fields() {
    return html`<div>
      ${textField({
        name: "email",
        type: "email",
        label: t("staff.signin.email"),
        value: this.email,
        input: (value) => {
          this.email = value;
        },
        required: true,
        autocomplete: "username",
      })}
      ${passwordField(
        {
          name: "password",
          label: t("staff.signin.password"),
          value: this.password,
          input: (value) => {
            this.password = value;
          },
          required: true,
          autocomplete: "current-password",
        },
        this.shown,
        (shown) => {
          this.shown = shown;
        },
      )}
    </div>`;
  }

  override render() {
    return html`<div class="narrow">
      <h1>${t("staff.signin.title")}</h1>
      <form class="card stack" data-testid="sign-in-form" @submit=${this.#submit}>
        ${this.problem ? problemNotice(this.problem) : nothing} ${this.#fields()}
        <button type="submit" class="button primary big" aria-busy=${this.busy ? "true" : nothing}>
          ${this.busy ? html`<span class="spinner"></span>` : nothing}${t("staff.signin.submit")}
        </button>
      </form>
      <p class="soft guests">${t("staff.signin.guests")} <a href="/help">${t("common.nav.help")}</a></p>
    </div>`;
  }
}
