import { html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { LocaleController, t } from "../../i18n/index.js";
import { Task } from "../../lib/resource.js";
import { http } from "../../net/http.js";
import type { AuditEventView, AuditPage, ReviewDetail } from "../../protocol/api.gen.js";
import { navigate } from "../../app/navigation.js";
import { textField } from "../../ui/field.js";
import { problemNotice } from "../../ui/notice.js";
import { expired } from "../../app/expired.js";
import { adminStyles, frame } from "./frame.js";
import { trailTable } from "./trail.js";

/** Unix seconds of the beginning of a day, or of its end. */
function dayLimit(day: string, end: boolean): number | null {
  const at = new Date(`${day}T00:00`).getTime();
  if (Number.isNaN(at)) return null;
  const limit = new Date(at);
  if (end) limit.setDate(limit.getDate() + 1);
  return limit.getTime() / 1000;
}

/** The whole trail by page, newest first, for a span of days and one person if that is wanted. */
@customElement("admin-audit")
export class TrailPage extends LitElement {
  static override styles = adminStyles;
  @state() protected events: readonly AuditEventView[] = [];
  @state() protected more = false;
  @state() protected loaded = false;
  @state() protected from = "";
  @state() protected until = "";
  @state() protected person: { id: string; name: string } | null = null;
  #task = new Task(this, expired);

  constructor() {
    super();
    new LocaleController(this);
  }

  override connectedCallback() {
    super.connectedCallback();
    void this.#load();
  }

  #query(olderThan: number | null): string {
    const wanted = {
      person: this.person?.id ?? null,
      after: dayLimit(this.from, false),
      before: dayLimit(this.until, true),
      older_than: olderThan,
    };
    const given = Object.entries(wanted).filter(([, value]) => value !== null);
    return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  }

  async #load(olderThan: number | null = null) {
    await this.#task.run(async () => {
      const page = await http.get<AuditPage>(`/api/audit/events?${this.#query(olderThan)}`);
      this.events = olderThan === null ? page.events : [...this.events, ...page.events];
      this.more = page.more;
      this.loaded = true;
    });
  }

  async #about(id: string, name: string) {
    this.person = { id, name };
    await this.#load();
  }

  async #follow(id: string) {
    await this.#task.run(async () => {
      const opened = await http.post<ReviewDetail>("/api/audit/reviews", { kind: "person", subject: id });
      navigate(`/admin/reviews?review=${opened.review.id}`);
    });
  }

  #filters() {
    const day = (name: "from" | "until") =>
      textField({
        name,
        type: "date",
        label: t(`admin.audit.${name}`),
        value: this[name],
        input: (value) => {
          this[name] = value;
        },
      });
    return html`<form
      class="card"
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault();
        void this.#load();
      }}
    >
      <div class="row days">${day("from")} ${day("until")}</div>
      <div class="row">
        <button type="submit" class="button primary" data-testid="show">${t("admin.audit.show")}</button>
      </div>
    </form>`;
  }

  #person() {
    const { person } = this;
    if (!person) return nothing;
    return html`<div class="notice spread">
      <span>${t("admin.audit.about", { name: person.name })}</span>
      <span class="row">
        <button type="button" class="button" data-testid="follow" @click=${() => this.#follow(person.id)}>
          ${t("admin.audit.follow")}
        </button>
        <button
          type="button"
          class="button quiet"
          @click=${() => {
            this.person = null;
            void this.#load();
          }}
        >
          ${t("admin.audit.everybody")}
        </button>
      </span>
    </div>`;
  }

  #table() {
    if (!this.loaded) return this.#task.problem ? nothing : html`<p class="soft">${t("common.loading")}</p>`;
    if (this.events.length === 0) return html`<p>${t("admin.audit.none")}</p>`;
    const last = this.events.at(-1)?.seq ?? null;
    return html`${trailTable(this.events, (id, name) => void this.#about(id, name))}
    ${
      this.more
        ? html`<button type="button" class="button" data-testid="more" @click=${() => this.#load(last)}>
            ${t("admin.audit.older")}
          </button>`
        : nothing
    }`;
  }

  override render() {
    const { problem } = this.#task;
    return frame(
      "audit",
      html`<p class="soft">${t("admin.audit.text")}</p>
        ${this.#filters()} ${problem ? problemNotice(problem) : nothing} ${this.#person()} ${this.#table()}`,
    );
  }
}
