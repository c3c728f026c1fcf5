import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { LocaleController, t } from "../../i18n/index.js";
import { Task } from "../../lib/resource.js";
import { ApiError, http } from "../../net/http.js";
import type { TestResult } from "../../protocol/api.gen.js";
import { choiceField } from "../../ui/choice.js";
import { textField } from "../../ui/field.js";
import { problemNotice } from "../../ui/notice.js";
import { toast } from "../../ui/toast.js";
import { expired } from "../../app/expired.js";
import { adminStyles } from "./frame.js";
import { body, type Field, SETTINGS, type SettingName, shown, type Values } from "./setting-fields.js";

/** One setting: what it is for, its form, a test, and a way to take it away. Tells `changed` when it was saved. */
@customElement("admin-setting")
export class SettingCard extends LitElement {
  static override styles = adminStyles;
  @property() name: SettingName = "mail";
  @property({ attribute: false }) stored: Record<string, unknown> | null = null;
  @property({ type: Boolean }) secret = false;
  /** Where the service sends the browser back to, where it does. */
  @property() returns = "";
  @state() protected values: Values = {};
  @state() protected result: TestResult | null = null;
  @state() protected phone = "";
  #task = new Task(this, expired);

  constructor() {
    super();
    new LocaleController(this);
  }

  override willUpdate(changed: PropertyValues) {
    if (changed.has("stored") || changed.has("name")) this.values = shown(this.name, this.stored);
  }

  get #path() {
    return `/api/admin/settings/${this.name}`;
  }

  /** One administrator may change it; otherwise a second one has to agree. */
  get #alone() {
    return this.name !== "audit_export";
  }

  async #save(event: Event) {
    event.preventDefault();
    this.result = null;
    const done = await this.#task.run(async () => {
      await http.put(this.#path, body(this.name, this.values));
    });
    if (done) this.#changed(t(this.#alone ? "admin.saved" : "admin.retention.proposed"));
  }

  async #remove() {
    this.result = null;
    if (await this.#task.run(() => http.delete(this.#path))) this.#changed(t("admin.settings.removed"));
  }

  #changed(said: string) {
    toast(said);
    this.dispatchEvent(new Event("changed"));
  }

  async #test() {
    const sent = this.name === "sms" ? { to: this.phone.trim() } : undefined;
    await this.#task.run(async () => {
      this.result = await http.post<TestResult>(`${this.#path}/test`, sent);
    });
  }

  #field(field: Field) {
    const { problem } = this.#task;
    const id = `${this.name}-${field.name}`;
    const value = this.values[field.name] ?? "";
    const error = problem instanceof ApiError ? problem.field(field.name) : undefined;
    const input = (text: string) => {
      this.values = { ...this.values, [field.name]: text };
    };
    if (field.kind === "choice")
      return choiceField({
        name: id,
        label: t(field.label),
        value,
        options: (field.options ?? []).map(
          (each) => [each, t(`admin.settings.${each}` as "admin.settings.tls")] as const,
        ),
        choose: input,
        error,
      });
    if (field.kind === "pairs" || field.kind === "lines")
      return html`<div class="field">
        <label for=${id}>${t(field.label)}</label>
        ${field.hint ? html`<span class="hint" id="${id}-hint">${t(field.hint)}</span>` : nothing}
        <textarea
          id=${id}
          rows="4"
          spellcheck="false"
          aria-describedby=${field.hint ? `${id}-hint` : nothing}
          .value=${value}
          @input=${(event: Event) => input((event.target as HTMLTextAreaElement).value)}
        ></textarea>
        ${error ? html`<span class="error">${error}</span>` : nothing}
      </div>`;
    const kept = field.kind === "secret" && this.secret ? t("admin.settings.secret.kept") : undefined;
    const hint = kept ?? (field.hint && t(field.hint));
    return textField({
      name: id,
      label: t(field.label),
      value,
      type: field.kind === "secret" ? "password" : "text",
      autocomplete: field.kind === "secret" ? "new-password" : "off",
      ...(hint && { hint }),
      error,
      input,
    });
  }

  #result() {
    if (!this.result) return nothing;
    const { ok, detail } = this.result;
    const why = detail ? t(`admin.test.${detail}` as "admin.test.unreachable") : "";
    return html`<p class="notice ${ok ? "" : "bad"}" role="status" data-testid="test-result">
      ${ok ? t(`admin.test.ok.${this.name}` as "admin.test.ok.mail") : why}
    </p>`;
  }

  #testing() {
    if (this.stored === null || !this.#alone) return nothing;
    return html`${
        this.name === "sms"
          ? textField({
              name: "sms-to",
              label: t("admin.settings.sms_to"),
              value: this.phone,
              hint: "+46701234567",
              input: (phone) => {
                this.phone = phone;
              },
            })
          : nothing
      }
      <div class="row">
        <button type="button" class="button" data-testid="test" @click=${this.#test}>
          ${t("admin.settings.test")}
        </button>
        <button type="button" class="button quiet" @click=${this.#remove}>${t("admin.settings.remove")}</button>
      </div>`;
  }

  override render() {
    const { problem, busy } = this.#task;
    const inFields = problem instanceof ApiError && Object.keys(problem.problem.fields).length > 0;
    return html`<details class="card" data-testid=${this.name}>
      <summary>
        <h2>${t(`admin.settings.${this.name}`)}</h2>
        <span class="tag ${this.stored ? "accent" : ""}"
          >${t(this.stored ? "admin.settings.on" : "admin.settings.off")}</span
        >
      </summary>
      <p class="soft">${t(`admin.settings.${this.name}.text`)}</p>
      ${this.returns ? html`<p class="soft">${t("admin.settings.returns")} <code>${this.returns}</code></p>` : nothing}
      <form novalidate @submit=${this.#save}>
        ${problem && !inFields ? problemNotice(problem) : nothing} ${this.#result()}
        ${SETTINGS[this.name].map((field) => this.#field(field))}
        <div class="row">
          <button type="submit" class="button primary" data-testid="save" aria-busy=${busy ? "true" : nothing}>
            ${t(this.#alone ? "admin.save" : "admin.retention.propose")}
          </button>
        </div>
        ${this.#testing()}
      </form>
    </details>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "admin-setting": SettingCard;
  }
}
