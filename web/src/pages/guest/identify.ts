import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { LocaleController, t } from "../../i18n/index.js";
import { ApiError } from "../../net/http.js";
import type { Seat } from "../../protocol/api.gen.js";
import { fields, textField } from "../../ui/field.js";
import { problemNotice } from "../../ui/notice.js";
import { base, buttons, page } from "../../ui/styles.js";
import type { Visit } from "./visit.js";
import "../../ui/icon.js";

/** One step at a time of what a guest must show before they may wait: a code, or an e-identification. */
@customElement("guest-identify")
export class GuestIdentify extends LitElement {
  static override styles = [
    base,
    buttons,
    page,
    fields,
    css`
      .button {
        width: 100%;
      }
      .card + p {
        margin-top: var(--space-4);
      }
    `,
  ];
  @property({ attribute: false }) visit!: Visit;
  @property({ attribute: false }) seat!: Seat;
  /** How the last visit to the broker ended, as the address said. */
  @property() returned: "failed" | "mismatch" | null = null;
  @state() protected sent = false;
  @state() protected code = "";
  @state() protected missing = false;
  @state() protected busy = false;
  @state() protected problem: unknown = null;

  constructor() {
    super();
    new LocaleController(this);
  }

  override firstUpdated() {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  async #once(work: () => Promise<void>) {
    if (this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      await work();
    } catch (error) {
      this.problem = error;
      // Only a new code helps.
      if (error instanceof ApiError && error.problem.code === "code_over") this.code = "";
    } finally {
      this.busy = false;
    }
  }

  readonly #send = () =>
    this.#once(async () => {
      await this.visit.sendCode();
      this.sent = true;
      this.code = "";
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLInputElement>("#code")?.focus();
    });

  readonly #check = (event: Event) => {
    event.preventDefault();
    this.missing = !/^\s*(\d\s*){6}$/.test(this.code);
    if (this.missing) return this.renderRoot.querySelector<HTMLInputElement>("#code")?.focus();
    void this.#once(() => this.visit.checkCode(this.code));
  };

  readonly #toBroker = () =>
    this.#once(async () => {
      this.returned = null;
      location.assign(await this.visit.beginEid());
    });

  #button(label: string, testid: string, press: (() => Promise<void>) | null) {
    return html`<button
      type=${press ? "button" : "submit"}
      class="button primary big"
      data-testid=${testid}
      aria-busy=${this.busy ? "true" : nothing}
      @click=${press ?? nothing}
    >
      ${this.busy ? html`<span class="spinner"></span>` : nothing}${label}
    </button>`;
  }

  #sms() {
    const { phone_tail: tail } = this.seat;
    const to = tail ? t("guest.identify.sms.to", { tail }) : t("guest.identify.sms.hidden");
    if (!this.sent)
      return html`<p>${to}</p>
        ${this.#problem()} ${this.#button(t("guest.identify.sms.send"), "send-code", this.#send)}`;
    return html`<form class="stack" novalidate @submit=${this.#check}>
      <p role="status">${t("guest.identify.sms.sent")}</p>
      ${textField({
        name: "code",
        label: t("guest.identify.code.label"),
        hint: t("guest.identify.code.hint"),
        value: this.code,
        input: (code) => {
          this.code = code;
          this.missing = false;
        },
        error: this.missing ? t("guest.identify.code.missing") : undefined,
        autocomplete: "one-time-code",
        inputmode: "numeric",
        maxlength: 12,
        required: true,
        testid: "code",
      })}
      ${this.#problem()} ${this.#button(t("guest.identify.code.check"), "check-code", null)}
      <button type="button" class="button quiet" data-testid="send-code" @click=${this.#send}>
        ${t("guest.identify.sms.again")}
      </button>
    </form>`;
  }

  #eid() {
    return html`<p>${t("guest.identify.eid.text")}</p>
      ${
        this.returned
          ? html`<div class="notice bad" role="alert" data-testid="eid-${this.returned}">
              <ui-icon name="warning"></ui-icon>
              <div>${t(`guest.identify.eid.${this.returned}`)}</div>
            </div>`
          : nothing
      }
      ${this.#problem()} ${this.#button(t("guest.identify.eid.start"), "begin-eid", this.#toBroker)}`;
  }

  #problem() {
    return this.problem ? problemNotice(this.problem) : nothing;
  }

  override render() {
    return html`<section data-testid="identify" data-step=${this.seat.todo[0] ?? ""}>
      <h1 tabindex="-1">${t("guest.identify.title")}</h1>
      <div class="card stack">${this.seat.todo[0] === "eid" ? this.#eid() : this.#sms()}</div>
      <p class="soft">${t("guest.identify.help")}</p>
    </section>`;
  }
}
