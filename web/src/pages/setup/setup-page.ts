import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { LocaleController, t } from "../../i18n/index.js";
import { session } from "../../app/staff-session.js";
import { createPasskey, passkeysHere } from "../../lib/webauthn.js";
import { ApiError, http } from "../../net/http.js";
import type { Me, NewTotp, SetupBegun, SetupDone, SetupFinish, SetupView } from "../../protocol/api.gen.js";
import { navigate } from "../../app/navigation.js";
import { fields, textField } from "../../ui/field.js";
import { passwordField } from "../../ui/password.js";
import { base, buttons, page } from "../../ui/styles.js";
import { passkeySentence } from "../../app/passkey-trouble.js";
import { type Account, asked, emptyAccount, type FieldName, type Method, toBody, troubles } from "./account-form.js";
import "../../ui/icon.js";
import "../../app/authenticator-app.js";
import "../../app/recovery-codes.js";

const AUTOCOMPLETE: Record<FieldName, string> = {
  organisation: "organization",
  unit: "off",
  name: "name",
  email: "username",
  password: "new-password",
};

/** A one-time link: the first administrator, an invited person, or one who has lost every way in chooses how to sign
 *  in.  Nobody is signed in before that is done. */
@customElement("page-setup")
export class SetupPage extends LitElement {
  static override styles = [
    base,
    buttons,
    page,
    fields,
    css`
      .choice {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: var(--space-1) var(--space-3);
        align-items: start;
        margin-top: var(--space-3);
      }
      .choice .hint {
        grid-column: 2;
      }
    `,
  ];
  @property({ attribute: false }) secret: string | null = null;
  @state() protected view: SetupView | null = null;
  @state() protected bad = false;
  @state() protected account: Account = emptyAccount;
  @state() protected method: Method = passkeysHere() ? "passkey" : "totp";
  @state() protected totp: NewTotp | null = null;
  @state() protected codes: string[] | null = null;
  @state() protected problem: unknown = null;
  @state() protected tried = false;
  @state() protected busy = false;
  @state() protected shown = false;

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
    } catch (error) {
      if (error instanceof ApiError && [400, 404, 422].includes(error.status)) this.bad = true;
      else this.problem = error;
    }
  }

  async #run(act: () => Promise<void>) {
    if (this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      await act();
    } catch (error) {
      if (error instanceof ApiError && error.problem.code === "bad_setup_link") this.bad = true;
      this.problem = error;
    } finally {
      this.busy = false;
    }
  }

  #enterDemo = (event: Event) => {
    event.preventDefault();
    void this.#run(async () => {
      session.set(await http.post<Me>("/api/setup/demo", { token: this.secret }));
      navigate("/meetings", { replace: true });
    });
  };

  #begin = async (event: Event) => {
    event.preventDefault();
    const { secret, view } = this;
    if (!secret || !view) return;
    this.tried = true;
    const wanted = asked(view.purpose, this.method);
    if (Object.keys(troubles(this.account, wanted)).length === 0)
      await this.#run(async () => {
        const body = toBody(secret, this.method, this.account, wanted);
        const begun = await http.post<SetupBegun>("/api/setup/begin", body);
        this.totp = begun.totp;
        if (begun.passkey) await this.#finish({ attestation: await createPasskey(begun.passkey) });
      });
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("[aria-invalid], #app-title")?.focus();
  };

  async #finish(proof: SetupFinish) {
    const { me, recovery_codes } = await http.post<SetupDone>("/api/setup/finish", proof);
    session.set(me);
    if (recovery_codes.length === 0) return navigate("/meetings", { replace: true });
    this.codes = recovery_codes;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("#codes-title")?.focus();
  }

  #error(name: FieldName, wanted: FieldName[]): string | undefined {
    const trouble = this.tried ? troubles(this.account, wanted)[name] : undefined;
    if (trouble) return t(`signin.setup.trouble.${trouble}`);
    return this.problem instanceof ApiError ? this.problem.field(name) : undefined;
  }

  #field(name: FieldName, wanted: FieldName[]) {
    const field = {
      name,
      label: t(`signin.setup.${name}`),
      value: this.account[name],
      input: (value: string) => {
        this.account = { ...this.account, [name]: value };
      },
      error: this.#error(name, wanted),
      required: true,
      autocomplete: AUTOCOMPLETE[name],
    };
    if (name !== "password") return textField({ ...field, type: name === "email" ? "email" : "text" });
    return passwordField({ ...field, hint: t("signin.setup.password.hint") }, this.shown, (shown) => {
      this.shown = shown;
    });
  }

  #choice(method: Method) {
    const possible = method === "totp" || passkeysHere();
    const hint = possible ? t(`signin.setup.method.${method}.hint`) : t("signin.setup.method.passkey.no");
    return html`<div class="choice">
      <input
        type="radio"
        id=${method}
        name="method"
        data-testid="method-${method}"
        aria-describedby="${method}-hint"
        .checked=${this.method === method}
        ?disabled=${!possible}
        @change=${() => {
          this.method = method;
        }}
      />
      <label for=${method}>${t(`signin.setup.method.${method}`)}</label>
      <span class="hint" id="${method}-hint">${hint}</span>
    </div>`;
  }

  #submitButton(label: string) {
    return html`<button type="submit" class="button primary big" aria-busy=${this.busy ? "true" : nothing}>
      ${this.busy ? html`<span class="spinner"></span>` : nothing}${label}
    </button>`;
  }

  #notice() {
    const inFields = this.problem instanceof ApiError && Object.keys(this.problem.problem.fields).length > 0;
    if (!this.problem || inFields) return nothing;
    return html`<div class="notice bad" role="alert">
      <ui-icon name="warning"></ui-icon>
      <div>${passkeySentence(this.problem)}</div>
    </div>`;
  }

  #form(view: SetupView) {
    const wanted = asked(view.purpose, this.method);
    const { organisation, name, email } = view;
    const text =
      view.purpose === "first_account"
        ? t("signin.setup.text")
        : t(`signin.setup.text.${view.purpose === "recovery" ? "recovery" : "invited"}`, { organisation, name });
    return html`<p>${text}</p>
      <form class="card stack" novalidate data-testid="setup-form" @submit=${this.#begin}>
        ${this.#notice()} ${email ? html`<p>${t("signin.setup.account")}: <strong>${email}</strong></p>` : nothing}
        <div>${wanted.filter((one) => one !== "password").map((one) => this.#field(one, wanted))}</div>
        <fieldset>
          <legend>${t("signin.setup.method")}</legend>
          ${this.#choice("passkey")} ${this.#choice("totp")}
        </fieldset>
        ${wanted.includes("password") ? this.#field("password", wanted) : nothing}
        ${this.#submitButton(t("signin.setup.continue"))}
      </form>`;
  }

  #demo(view: SetupView) {
    return html`<form class="card stack" data-testid="setup-form" @submit=${this.#enterDemo}>
      ${this.#notice()}
      <p>${t("signin.setup.sign_in.text", { organisation: view.organisation })}</p>
      ${this.#submitButton(t("signin.signin.submit"))}
    </form>`;
  }

  #app(totp: NewTotp) {
    return html`<div class="card">
      <h2 id="app-title" tabindex="-1">${t("signin.app.title")}</h2>
      <new-app .totp=${totp} .finish=${(code: string) => this.#finish({ code })}></new-app>
    </div>`;
  }

  #kept(codes: string[]) {
    return html`<div class="card">
      <h2 id="codes-title" tabindex="-1">${t("signin.codes.title")}</h2>
      <recovery-codes .codes=${codes} @done=${() => navigate("/meetings", { replace: true })}></recovery-codes>
    </div>`;
  }

  #content() {
    if (this.codes) return this.#kept(this.codes);
    if (this.bad)
      return html`<div class="card" data-testid="bad-link">
        <p>${t("signin.setup.bad")}</p>
        <p><code>resfri setup-link</code></p>
        <p><a href="/sign-in">${t("signin.setup.have_account")}</a></p>
      </div>`;
    if (this.view) {
      if (this.totp) return this.#app(this.totp);
      return this.view.purpose === "demo" ? this.#demo(this.view) : this.#form(this.view);
    }
    if (!this.problem) return html`<p class="soft">${t("common.loading")}</p>`;
    return html`<div class="stack">
      ${this.#notice()}
      <button type="button" class="button" @click=${this.#check}>${t("common.retry")}</button>
    </div>`;
  }

  #title(): string {
    switch (this.view?.purpose) {
      case "demo":
        return t("signin.signin.title");
      case "invited":
        return t("signin.setup.title.invited", { name: this.view.name });
      case "recovery":
        return t("signin.setup.title.recovery");
      case "first_account":
      case undefined:
        return t("signin.setup.title");
    }
  }

  override render() {
    return html`<div class="narrow">
      <h1>${this.#title()}</h1>
      ${this.#content()}
    </div>`;
  }
}
