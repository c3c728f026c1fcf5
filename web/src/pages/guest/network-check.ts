import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type NetworkResult, testNetwork } from "../../call/peer/network-test.js";
import { LocaleController, t } from "../../i18n/index.js";
import { http } from "../../net/http.js";
import { base, buttons, page } from "../../ui/styles.js";
import { verdictOf } from "./network.js";
import "../../ui/icon.js";

/** Tries whether this network carries a meeting, by itself, and says so in one sentence. */
@customElement("guest-network-check")
export class NetworkCheck extends LitElement {
  static override styles = [
    base,
    buttons,
    page,
    css`
      .button {
        margin-top: var(--space-3);
        font-size: 1.0625rem;
      }
      p {
        font-weight: 600;
      }
      .good {
        color: var(--ok);
      }
      .bad {
        color: var(--danger);
      }
    `,
  ];
  @property({ attribute: false }) token: string | null = null;
  @state() protected result: NetworkResult | null = null;

  constructor() {
    super();
    new LocaleController(this);
  }

  override connectedCallback() {
    super.connectedCallback();
    void this.#test();
  }

  async #test() {
    this.result = null;
    this.result = await testNetwork(http, this.token ?? undefined);
  }

  override render() {
    const verdict = this.result && verdictOf(this.result);
    return html`<div
        role="status"
        data-testid="network-result"
        data-udp=${String(this.result?.udp ?? "testing")}
        data-relay=${String(this.result ? (this.result.relay ?? "untested") : "testing")}
        data-tcp=${String(this.result ? (this.result.tcp ?? "untested") : "testing")}
      >
        ${
          verdict
            ? html`<p class=${verdict}>
                ${verdict === "bad" ? nothing : html`<ui-icon name="check"></ui-icon> `}${t(`guest.check.network.${verdict}`)}
              </p>`
            : html`<p>${t("guest.check.network.testing")}</p>`
        }
      </div>
      ${
        verdict && verdict !== "good"
          ? html`<button type="button" class="button" @click=${this.#test}>${t("guest.check.network.again")}</button>`
          : nothing
      }`;
  }
}
