import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { LocaleController, t } from "../../i18n/index.js";
import { session } from "../../lib/session.js";
import { ApiError, http } from "../../net/http.js";
import type { Me, SetupView } from "../../protocol/api.gen.js";
import { navigate } from "../../router.js";
import { fields, textField } from "../../ui/field.js";
import { problemNotice } from "../../ui/notice.js";
import { passwordField } from "../../ui/password.js";
import { base, buttons, page } from "../../ui/styles.js";
import { type Account, emptyAccount, FIELDS, type FieldName, toBody, troubles } from "./account-form.js";

const AUTOCOMPLETE: Record<FieldName, string> = {
  organisation: "organization",
  unit: "off",
  name: "name",
  email: "email",
  password: "new-password",
};

/** The first start: the one-time link from the server's console makes the first administrator. */
@customElement("page-setup")
export class SetupPage extends LitElement {
  static override styles = [base, buttons, page, fields];
  @property({ attribute: false }) secret: string | null = null;
  @state() private view: SetupView | null = null;
  @state() private bad = false;
  @state() private account: Account = emptyAccount;
  @state() private problem: unknown = null;
  @state() private asked = false;
  @state() private busy = false;
  @state() private shown = false;

  constructor() {
    super();
    new LocaleController(this);
  }

  override connectedCallback() {
    super.connectedCallback();
    void this.#check();
  }

  async #check() {
    this.problem = null;
    if (!this.secret) {
      this.bad = true;
      return;
    }
    try {
      this.view = await http.post<SetupView>("/api/setup/check", { token: this.secret });
      this.account = { ...this.account, organisation: this.view.organisation };
    } catch (error) {
      if (error instanceof ApiError && [400, 404, 422].includes(error.status)) this.bad = true;
      else this.problem = error;
    }
  }

  async #send(body: object) {
    this.busy = true;
    this.problem = null;
    try {
      session.set(await http.post<Me>("/api/setup", body));
      navigate("/meetings", { replace: true });
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) this.bad = true;
      this.problem = error;
    } finally {
      this.busy = false;
    }
  }

  async #submit(event: Event) {
    event.preventDefault();
    if (this.busy || !this.secret) return;
    this.asked = true;
    if (Object.keys(troubles(this.account)).length === 0) await this.#send(toBody(this.secret, this.account));
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLInputElement>("[aria-invalid]")?.focus();
  }

  #error(name: FieldName): string | undefined {
    const trouble = this.asked ? troubles(this.account)[name] : undefined;
    if (trouble) return t(`staff.setup.trouble.${trouble}`);
    return this.problem instanceof ApiError ? this.problem.field(name) : undefined;
  }

  #field(name: FieldName) {
    const field = {
      name,
      label: t(`staff.setup.${name}`),
      value: this.account[name],
      input: (value: string) => {
        this.account = { ...this.account, [name]: value };
      },
      error: this.#error(name),
      required: true,
      autocomplete: AUTOCOMPLETE[name],
    };
    if (name !== "password") return textField({ ...field, type: name === "email" ? "email" : "text" });
    return passwordField({ ...field, hint: t("staff.setup.password.hint") }, this.shown, (shown) => {
      this.shown = shown;
    });
  }

  #submitButton(label: string) {
    return html`<button type="submit" class="button primary big" aria-busy=${this.busy ? "true" : nothing}>
      ${this.busy ? html`<span class="spinner"></span>` : nothing}${label}
    </button>`;
  }

  #form() {
    const fieldProblem = this.problem instanceof ApiError && Object.keys(this.problem.problem.fields).length > 0;
    return html`<p>${t("staff.setup.text")}</p>
      <form class="card stack" novalidate data-testid="setup-form" @submit=${this.#submit}>
        ${this.problem && !fieldProblem ? problemNotice(this.problem) : nothing}
        <div>${FIELDS.map((name) => this.#field(name))}</div>
        ${this.#submitButton(t("staff.setup.submit"))}
      </form>`;
  }

  #signIn() {
    const send = (event: Event) => {
      event.preventDefault();
      if (!this.busy) void this.#send({ token: this.secret });
    };
    return html`<form class="card stack" data-testid="setup-form" @submit=${send}>
      ${this.problem ? problemNotice(this.problem) : nothing}
      <p>${t("staff.setup.sign_in.text", { organisation: this.view?.organisation ?? "" })}</p>
      ${this.#submitButton(t("staff.signin.submit"))}
    </form>`;
  }

  #content() {
    if (this.bad)
      return html`<div class="card" data-testid="bad-link">
        <p>${t("staff.setup.bad")}</p>
        <p><code>resfri setup-link</code></p>
        <p><a href="/sign-in">${t("staff.setup.have_account")}</a></p>
      </div>`;
    if (this.view) return this.view.purpose === "sign_in" ? this.#signIn() : this.#form();
    if (!this.problem) return html`<p class="soft">${t("common.loading")}</p>`;
    return html`<div class="stack">
      ${problemNotice(this.problem)}
      <button type="button" class="button" @click=${this.#check}>${t("common.retry")}</button>
    </div>`;
  }

  override render() {
    const title = this.view?.purpose === "sign_in" ? t("staff.signin.title") : t("staff.setup.title");
    return html`<div class="narrow">
      <h1>${title}</h1>
      ${this.#content()}
    </div>`;
  }
}
