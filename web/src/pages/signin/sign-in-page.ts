import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { LocaleController, t } from "../../i18n/index.js";
import { look } from "../../app/look.js";
import { isWebAddress, leave } from "../../lib/provider.js";
import { recall, remember } from "../../lib/remember.js";
import { session } from "../../app/staff-session.js";
import { Watch } from "../../lib/watch.js";
import { passkeysHere, usePasskey } from "../../lib/webauthn.js";
import { http } from "../../net/http.js";
import type { Me, PasskeyRequest, ProviderAddress } from "../../protocol/api.gen.js";
import { navigate, type Params, safeNext } from "../../app/navigation.js";
import { fields, textField } from "../../ui/field.js";
import { passwordField } from "../../ui/password.js";
import { base, buttons, page } from "../../ui/styles.js";
import { passkeySentence } from "../../app/passkey-trouble.js";

/** Staff sign in here; guests never need to, and the page tells them so. */
@customElement("page-sign-in")
export class SignInPage extends LitElement {
  static override styles = [
    base,
    buttons,
    page,
    fields,
    css`
      .wide {
        width: 100%;
      }
      .guests {
        margin-top: var(--space-5);
      }
    `,
  ];
  @property({ attribute: false }) params: Params = {};
  @state() protected email = "";
  @state() protected password = "";
  @state() protected code = "";
  @state() protected shown = false;
  @state() protected busy: "passkey" | "password" | "provider" | null = null;
  @state() protected problem = "";

  constructor() {
    super();
    new LocaleController(this);
    new Watch(this, look);
  }

  override connectedCallback() {
    super.connectedCallback();
    void look.wear(this.#slug ?? "-");
  }

  async #run(way: NonNullable<typeof this.busy>, act: () => Promise<void>) {
    if (this.busy) return;
    this.busy = way;
    this.problem = "";
    try {
      await act();
    } catch (error) {
      this.problem = passkeySentence(error);
    } finally {
      this.busy = null;
    }
  }

  #enter(me: Me) {
    if (this.params.slug) remember("organisation", this.params.slug);
    session.set(me);
    navigate(safeNext(location.search), { replace: true });
  }

  #byPasskey = () =>
    this.#run("passkey", async () => {
      const options = await http.post<PasskeyRequest>("/api/sign-in/passkey/begin");
      this.#enter(await http.post<Me>("/api/sign-in/passkey", await usePasskey(options)));
    });

  #byProvider = () =>
    this.#run("provider", async () => {
      const { url } = await http.post<ProviderAddress>("/api/sign-in/oidc/begin", { organisation: this.#slug });
      if (!isWebAddress(url)) return;
      leave(url, { what: "sign_in", next: new URLSearchParams(location.search).get("next") ?? "" });
      location.assign(url);
    });

  #submit = async (event: Event) => {
    event.preventDefault();
    await this.#run("password", async () => {
      const { email, password, code } = this;
      const form = { email: email.trim(), password, code: code.trim() || "-", organisation: this.#slug };
      this.#enter(await http.post<Me>("/api/sign-in", form));
    });
    if (!this.problem) return;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLInputElement>("#code")?.focus();
  };

  /** Null: the organisation of the plain addresses.  Who came by another one's address before is at home there. */
  get #slug(): string | null {
    return this.params.slug ?? recall("organisation");
  }

  #button(way: NonNullable<typeof this.busy>, label: string) {
    return html`${this.busy === way ? html`<span class="spinner"></span>` : nothing}${label}`;
  }

  #passkey() {
    if (!passkeysHere()) return nothing;
    return html`<section class="card stack">
      <button
        type="button"
        class="button primary big wide"
        data-testid="sign-in-passkey"
        aria-describedby="passkey-hint"
        aria-busy=${this.busy === "passkey" ? "true" : nothing}
        @click=${this.#byPasskey}
      >
        ${this.#button("passkey", t("signin.signin.passkey"))}
      </button>
      <p class="soft" id="passkey-hint">${t("signin.signin.passkey.hint")}</p>
    </section>`;
  }

  #form() {
    return html`<form class="card stack" data-testid="sign-in-form" @submit=${this.#submit}>
      <h2>${t("signin.signin.or")}</h2>
      <div>
        ${textField({
          name: "email",
          type: "email",
          label: t("signin.signin.email"),
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
            label: t("signin.signin.password"),
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
        ${textField({
          name: "code",
          label: t("signin.signin.code"),
          hint: t("signin.signin.code.hint"),
          value: this.code,
          input: (value) => {
            this.code = value;
          },
          required: true,
          maxlength: 40,
          autocomplete: "one-time-code",
        })}
      </div>
      <button type="submit" class="button big" aria-busy=${this.busy === "password" ? "true" : nothing}>
        ${this.#button("password", t("signin.signin.submit"))}
      </button>
    </form>`;
  }

  #provider() {
    const { organisation } = look;
    if (!organisation?.oidc) return nothing;
    return html`<section class="card">
      <button
        type="button"
        class="button big wide"
        data-testid="sign-in-provider"
        aria-busy=${this.busy === "provider" ? "true" : nothing}
        @click=${this.#byProvider}
      >
        ${this.#button("provider", t("signin.signin.provider", { organisation: organisation.name }))}
      </button>
    </section>`;
  }

  override render() {
    const name = look.organisation?.name;
    return html`<div class="narrow stack">
      <h1>${name ? t("signin.signin.title.at", { organisation: name }) : t("signin.signin.title")}</h1>
      ${
        this.problem
          ? html`<div class="notice bad" role="alert">
              <ui-icon name="warning"></ui-icon>
              <div>${this.problem}</div>
            </div>`
          : nothing
      }
      ${this.#passkey()} ${this.#form()} ${this.#provider()}
      <p class="soft guests">${t("signin.signin.guests")} <a href="/help">${t("common.nav.help")}</a></p>
      <p class="soft">${t("signin.signin.lost")}</p>
    </div>`;
  }
}
