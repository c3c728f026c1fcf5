import { html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { LocaleController, t } from "../../i18n/index.js";
import { Resource, Task } from "../../lib/resource.js";
import { session } from "../../app/staff-session.js";
import { createPasskey } from "../../lib/webauthn.js";
import { ApiError, http } from "../../net/http.js";
import type { NewPasskey, NewTotp, RecoveryCodes, SignInWays } from "../../protocol/api.gen.js";
import { navigate } from "../../app/navigation.js";
import { textField } from "../../ui/field.js";
import { passwordField } from "../../ui/password.js";
import { toast } from "../../ui/toast.js";
import { expired } from "../../app/expired.js";
import { passkeySentence } from "../../app/passkey-trouble.js";
import { appCard, nameOf, type Open, passkeysCard, sessionsCard } from "./cards.js";
import { securityStyles } from "./security-styles.js";
import "../../ui/dialog.js";
import "../../ui/icon.js";
import "../../app/authenticator-app.js";
import "../../app/recovery-codes.js";

/** What a form asks to confirm. */
type Confirmed = Exclude<Open, { what: "scan" | "codes" }>;

/** How one signs in, and where one is signed in. */
@customElement("page-security")
export class SecurityPage extends LitElement {
  static override styles = securityStyles;
  @state() protected open: Open | null = null;
  @state() protected name = "";
  @state() protected password = "";
  @state() protected shown = false;
  @state() protected totp: NewTotp | null = null;
  @state() protected codes: string[] = [];
  #ways = new Resource<SignInWays>(this, () => http.get("/api/me/sign-in"), expired);
  #task = new Task(this, expired);

  constructor() {
    super();
    new LocaleController(this);
  }

  #show(open: Open) {
    this.#task.forget();
    this.name = open.what === "rename" ? nameOf(open.passkey) : "";
    this.password = "";
    this.open = open;
  }

  #close = () => {
    this.open = null;
    this.totp = null;
    this.codes = [];
  };

  /** Does something, says that it is done, and shows how things are then. */
  async #act(act: () => Promise<void>, said = "") {
    if (!(await this.#task.run(act))) return;
    if (said) {
      this.#close();
      toast(said);
    }
    await this.#ways.refresh();
  }

  // --- what the dialogs do -------------------------------------------------------------------------------------------

  async #addPasskey() {
    const name = this.name.trim() || String((this.#ways.value?.passkeys.length ?? 0) + 1);
    const options = await http.post<NewPasskey>("/api/me/passkeys/begin");
    await http.post("/api/me/passkeys", { name, attestation: await createPasskey(options) });
  }

  async #beginApp() {
    this.totp = await http.post<NewTotp>("/api/me/totp/begin", { password: this.password || null });
    this.open = { what: "scan" };
  }

  #finishApp = async (code: string) => {
    const { codes } = await http.post<RecoveryCodes>("/api/me/totp", { code });
    this.totp = null;
    this.codes = codes;
    this.open = { what: "codes" };
    toast(t("signin.security.app.done"));
    await this.#ways.refresh();
  };

  #newCodes = () =>
    this.#act(async () => {
      this.codes = (await http.post<RecoveryCodes>("/api/me/recovery-codes")).codes;
      this.open = { what: "codes" };
    });

  async #signOutEverywhere() {
    await http.post("/api/sign-out/everywhere");
    session.set(null);
    navigate("/sign-in", { replace: true });
  }

  #confirmed = (event: Event) => {
    event.preventDefault();
    const { open } = this;
    if (!open) return undefined;
    switch (open.what) {
      case "add":
        return void this.#act(() => this.#addPasskey(), t("signin.security.passkey.done"));
      case "rename": {
        const path = `/api/me/passkeys/${open.passkey.id}`;
        return void this.#act(
          () => http.put(path, { name: this.name.trim() || open.passkey.name }),
          t("signin.security.saved"),
        );
      }
      case "remove":
        return void this.#act(() => http.delete(`/api/me/passkeys/${open.passkey.id}`), t("signin.security.removed"));
      case "app":
        return void this.#act(() => this.#beginApp());
      case "remove-app":
        return void this.#act(() => http.delete("/api/me/totp"), t("signin.security.removed"));
      case "everywhere":
        return void this.#task.run(() => this.#signOutEverywhere());
      // Their own elements say when these are done.
      case "scan":
      case "codes":
        return undefined;
    }
  };

  // --- dialogs -------------------------------------------------------------------------------------------------------

  #trouble() {
    const { problem } = this.#task;
    if (!problem) return nothing;
    return html`<p class="notice bad" role="alert">${passkeySentence(problem)}</p>`;
  }

  #heading(open: Open): string {
    switch (open.what) {
      case "add":
        return t("signin.security.passkey.add");
      case "rename":
        return t("signin.security.rename");
      case "remove":
        return t("signin.security.remove.title", {
          name: nameOf(open.passkey),
        });
      case "remove-app":
        return t("signin.security.remove.title", { name: t("signin.security.app") });
      case "everywhere":
        return t("signin.security.everywhere");
      case "codes":
        return t("signin.codes.title");
      case "app":
      case "scan":
        return t("signin.app.title");
    }
  }

  #fields(open: Confirmed, totp: boolean) {
    const input = (value: string) => {
      this.name = value;
    };
    switch (open.what) {
      case "add":
      case "rename":
        return textField({
          name: "passkey-name",
          label: t("signin.security.passkey.add.name"),
          hint: t("signin.security.passkey.add.hint"),
          value: this.name,
          input,
          maxlength: 80,
        });
      case "app":
        return this.#passwordField(totp);
      case "everywhere":
        return html`<p>${t("signin.security.everywhere.text")}</p>`;
      case "remove":
      case "remove-app":
        return html`<p>${t("signin.security.remove.text")}</p>`;
    }
  }

  #passwordField(keep: boolean) {
    const { problem } = this.#task;
    const field = {
      name: "new-password",
      label: t(keep ? "signin.security.app.password" : "signin.setup.password"),
      hint: keep ? t("signin.security.app.password.keep") : t("signin.setup.password.hint"),
      value: this.password,
      input: (value: string) => {
        this.password = value;
      },
      error: problem instanceof ApiError ? problem.field("password") : undefined,
      autocomplete: "new-password",
    };
    return passwordField(field, this.shown, (shown) => {
      this.shown = shown;
    });
  }

  #dialogContent(open: Open, ways: SignInWays) {
    const { what } = open;
    if (what === "scan") return html`<new-app .totp=${this.totp} .finish=${this.#finishApp}></new-app>`;
    if (what === "codes") return html`<recovery-codes .codes=${this.codes} @done=${this.#close}></recovery-codes>`;
    const grave = ["remove", "remove-app", "everywhere"].includes(what);
    const label = {
      add: t("signin.security.passkey.add"),
      rename: t("signin.security.save"),
      app: t("signin.setup.continue"),
      remove: t("signin.security.remove"),
      "remove-app": t("signin.security.remove"),
      everywhere: t("signin.security.everywhere"),
    }[what];
    return html`<form class="stack" novalidate @submit=${this.#confirmed}>
      ${this.#trouble()} ${this.#fields(open as Confirmed, ways.totp)}
      <div class="row">
        <button
          type="submit"
          class="button ${grave ? "danger" : "primary"}"
          data-testid="confirm"
          aria-busy=${this.#task.busy ? "true" : nothing}
        >
          ${label}
        </button>
        <button type="button" class="button" @click=${this.#close}>${t("common.cancel")}</button>
      </div>
    </form>`;
  }

  #cards(ways: SignInWays) {
    const show = (next: Open) => this.#show(next);
    const endSession = (id: string) => () =>
      this.#act(() => http.delete(`/api/me/sessions/${id}`), t("signin.security.session.ended"));
    return html`<div class="stack">
      ${passkeysCard(ways, show)}${appCard(ways, show, this.#newCodes, this.open ? nothing : this.#trouble())}${sessionsCard(ways, show, endSession)}
    </div>`;
  }

  override render() {
    const { value: ways, problem } = this.#ways;
    const { open } = this;
    return html`<h1>${t("signin.security.title")}</h1>
      ${problem ? html`<p class="notice bad" role="alert">${passkeySentence(problem)}</p>` : nothing}
      ${!ways && !problem ? html`<p class="soft">${t("common.loading")}</p>` : nothing}
      ${ways ? this.#cards(ways) : nothing}
      <ui-dialog heading=${open ? this.#heading(open) : ""} ?open=${open !== null} @close=${this.#close}>
        ${open && ways ? this.#dialogContent(open, ways) : nothing}
      </ui-dialog>`;
  }
}
