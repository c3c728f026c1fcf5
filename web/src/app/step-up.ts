import { css, html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { LocaleController, t } from "../i18n/index.js";
import "../i18n/signin.js";
import { isWebAddress, leave, PROVED } from "../lib/provider.js";
import { passkeysHere, usePasskey } from "../lib/webauthn.js";
import { http } from "../net/http.js";
import type { PasskeyRequest, ProviderAddress, SignInWays } from "../protocol/api.gen.js";
import { fields, textField } from "../ui/field.js";
import { base, buttons, page } from "../ui/styles.js";
import { passkeySentence } from "./passkey-trouble.js";
import "../ui/dialog.js";

/** The one dialog in which people show again who they are.  Requests that come meanwhile wait for the same answer. */
@customElement("staff-step-up")
export class StepUp extends LitElement {
  static override styles = [
    base,
    buttons,
    page,
    fields,
    css`
      .wide {
        width: 100%;
      }
    `,
  ];
  @state() protected open = false;
  @state() protected ways: SignInWays | null = null;
  @state() protected code = "";
  @state() protected busy = false;
  @state() protected waiting = false;
  @state() protected problem = "";
  #answer: Promise<boolean> | null = null;
  #settle: (proved: boolean) => void = () => undefined;
  #elsewhere: BroadcastChannel | null = null;

  constructor() {
    super();
    new LocaleController(this);
  }

  /** True when the person has shown who they are; false when they have closed the dialog. */
  ask(): Promise<boolean> {
    this.#answer ??= this.#ask().finally(() => {
      this.#answer = null;
    });
    return this.#answer;
  }

  async #ask(): Promise<boolean> {
    this.code = "";
    this.problem = "";
    this.waiting = false;
    this.ways = await http.get<SignInWays>("/api/me/sign-in");
    this.open = true;
    const proved = await new Promise<boolean>((settle) => {
      this.#settle = settle;
    });
    this.open = false;
    this.#elsewhere?.close();
    this.#elsewhere = null;
    return proved;
  }

  async #try(act: () => Promise<boolean>) {
    if (this.busy) return;
    this.busy = true;
    this.problem = "";
    try {
      if (await act()) this.#settle(true);
    } catch (error) {
      this.problem = passkeySentence(error);
    } finally {
      this.busy = false;
    }
  }

  #byPasskey = () =>
    this.#try(async () => {
      const options = await http.post<PasskeyRequest>("/api/step-up/passkey/begin");
      await http.post("/api/step-up/passkey", await usePasskey(options));
      return true;
    });

  #byCode = (event: Event) => {
    event.preventDefault();
    void this.#try(async () => {
      await http.post("/api/step-up", { code: this.code.trim() || "-" });
      return true;
    });
  };

  #byProvider = () =>
    this.#try(async () => {
      const { url } = await http.post<ProviderAddress>("/api/step-up/oidc/begin");
      if (!isWebAddress(url)) return false;
      leave(url, { what: "step_up", next: "" });
      this.#elsewhere?.close();
      this.#elsewhere = new BroadcastChannel(PROVED);
      this.#elsewhere.onmessage = () => this.#settle(true);
      window.open(url, "_blank", "noopener");
      this.waiting = true;
      return false;
    });

  #codeForm() {
    return html`<form class="stack" @submit=${this.#byCode}>
      ${textField({
        name: "step-up-code",
        label: t("signin.app.code"),
        hint: t("signin.app.code.hint"),
        value: this.code,
        input: (value) => {
          this.code = value;
        },
        autocomplete: "one-time-code",
        maxlength: 10,
        required: true,
      })}
      <button type="submit" class="button primary" aria-busy=${this.busy ? "true" : nothing}>
        ${t("signin.stepup.submit")}
      </button>
    </form>`;
  }

  #content(ways: SignInWays) {
    return html`<p>${t("signin.stepup.text")}</p>
      ${this.problem ? html`<p class="notice bad" role="alert">${this.problem}</p>` : nothing}
      ${
        ways.passkeys.length > 0 && passkeysHere()
          ? html`<button
              type="button"
              class="button primary big wide"
              data-testid="step-up-passkey"
              @click=${this.#byPasskey}
            >
              ${t("signin.stepup.passkey")}
            </button>`
          : nothing
      }
      ${ways.totp ? this.#codeForm() : nothing}
      ${
        ways.provider
          ? html`<button type="button" class="button wide" data-testid="step-up-provider" @click=${this.#byProvider}>
              ${t("signin.stepup.provider")}
            </button>`
          : nothing
      }
      ${this.waiting ? html`<p role="status">${t("signin.stepup.waiting")}</p>` : nothing}`;
  }

  override render() {
    return html`<ui-dialog heading=${t("signin.stepup.title")} ?open=${this.open} @close=${() => this.#settle(false)}>
      <div class="stack" data-testid="step-up">${this.ways ? this.#content(this.ways) : nothing}</div>
    </ui-dialog>`;
  }
}
