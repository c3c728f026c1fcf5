import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { LocaleController, t } from "../../i18n/index.js";
import { answerOf, errandOf, PROVED } from "../../lib/provider.js";
import { session } from "../../app/staff-session.js";
import { http, sentence } from "../../net/http.js";
import type { Me } from "../../protocol/api.gen.js";
import { navigate, safeNext } from "../../app/navigation.js";
import { base, buttons, page } from "../../ui/styles.js";

/** Where an identity provider sends the browser back to. */
@customElement("page-provider-return")
export class ProviderReturnPage extends LitElement {
  static override styles = [base, buttons, page];
  @property({ attribute: false }) params: Record<string, string> = {};
  @state() protected problem = "";
  @state() protected proved = false;

  constructor() {
    super();
    new LocaleController(this);
  }

  override connectedCallback() {
    super.connectedCallback();
    void this.#finish();
  }

  async #finish() {
    const answer = answerOf(this.params.slug ?? "", location.search);
    // The code is good for one use, and it need not stay in the history.
    history.replaceState(history.state, "", location.pathname);
    if (!answer) {
      this.problem = t("signin.return.refused");
      return;
    }
    const errand = errandOf(answer.state);
    try {
      if (errand.what === "step_up") {
        await http.post("/api/step-up/oidc", answer);
        this.proved = true;
        new BroadcastChannel(PROVED).postMessage(answer.state);
      } else {
        session.set(await http.post<Me>("/api/sign-in/oidc", answer));
        navigate(safeNext(`?next=${encodeURIComponent(errand.next)}`), { replace: true });
      }
    } catch (error) {
      this.problem = sentence(error);
    }
  }

  override render() {
    return html`<div class="narrow stack">
      <h1>${t("signin.return.title")}</h1>
      ${this.proved ? html`<p role="status" data-testid="proved">${t("signin.return.proved")}</p>` : nothing}
      ${
        this.problem
          ? html`<p role="alert" data-testid="provider-problem">${this.problem}</p>
              <p><a class="button" href="/sign-in">${t("signin.return.again")}</a></p>`
          : nothing
      }
      ${!this.proved && !this.problem ? html`<p class="soft">${t("common.loading")}</p>` : nothing}
    </div>`;
  }
}
