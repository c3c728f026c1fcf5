import { html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { formatDay, LocaleController, locale, plural, t } from "../../i18n/index.js";
import { Resource, Task } from "../../lib/resource.js";
import { http } from "../../net/http.js";
import type { ReviewDetail, ReviewList, ReviewView } from "../../protocol/api.gen.js";
import { navigate } from "../../app/navigation.js";
import { choiceField } from "../../ui/choice.js";
import { problemNotice } from "../../ui/notice.js";
import { toast } from "../../ui/toast.js";
import { expired } from "../../app/expired.js";
import { adminStyles, fetched, frame } from "./frame.js";
import { trailTable } from "./trail.js";

const OUTCOMES = ["in_order", "noted", "incident"] as const;
type Outcome = (typeof OUTCOMES)[number];

/** The monthly samples and the follow-ups of single persons: what was looked at, and what came of it. */
@customElement("admin-reviews")
export class ReviewsPage extends LitElement {
  static override styles = adminStyles;
  @state() protected detail: ReviewDetail | null = null;
  @state() protected outcome: Outcome = "in_order";
  @state() protected note = "";
  #reviews = new Resource<ReviewList>(this, () => http.get("/api/audit/reviews"), expired);
  #task = new Task(this, expired);

  constructor() {
    super();
    new LocaleController(this);
  }

  override connectedCallback() {
    super.connectedCallback();
    const wanted = new URLSearchParams(location.search).get("review");
    if (wanted && /^[\w-]{1,64}$/.test(wanted)) void this.#open(wanted);
  }

  async #open(id: string) {
    await this.#task.run(async () => {
      this.#show(await http.get<ReviewDetail>(`/api/audit/reviews/${id}`));
    });
  }

  #show(detail: ReviewDetail) {
    this.detail = detail;
    this.outcome = "in_order";
    this.note = detail.note;
  }

  async #draw(period: string) {
    await this.#task.run(async () => {
      this.#show(await http.post<ReviewDetail>("/api/audit/reviews", { kind: "sample", period }));
    });
  }

  async #close(event: Event, review: ReviewView) {
    event.preventDefault();
    const { outcome, note } = this;
    const done = await this.#task.run(() => http.post(`/api/audit/reviews/${review.id}/close`, { outcome, note }));
    if (!done) return;
    toast(t("admin.saved"));
    this.detail = null;
    navigate("/admin/reviews", { replace: true });
    await this.#reviews.refresh();
  }

  #month(period: string) {
    const [year, month] = period.split("-").map(Number);
    const date = new Date(year ?? 0, (month ?? 1) - 1, 1);
    return new Intl.DateTimeFormat(locale.tag, { month: "long", year: "numeric" }).format(date);
  }

  #name(review: ReviewView) {
    if (review.kind === "sample") return t("admin.review.sample", { month: this.#month(review.period ?? "") });
    return t("admin.review.person", { name: review.subject_name || (review.subject ?? "").slice(0, 10) });
  }

  #review(review: ReviewView) {
    const opened = t("admin.review.opened", { name: review.opened_by, day: formatDay(review.opened_at) });
    return html`<li class="card item" data-testid="review">
      <div>
        <strong>${this.#name(review)}</strong>
        ${
          review.outcome
            ? html`<span class="tag ${review.outcome === "incident" ? "off" : "accent"}"
                >${t(`admin.review.${review.outcome}`)}</span
              >`
            : html`<span class="tag new">${t(review.overdue ? "admin.review.overdue" : "admin.review.waiting")}</span>`
        }
        <small>${plural("admin.review.records", review.records)} · ${opened}</small>
      </div>
      <button
        type="button"
        class="button"
        aria-label="${t("admin.review.open")}: ${this.#name(review)}"
        @click=${() => this.#open(review.id)}
      >
        ${t("admin.review.open")}
      </button>
    </li>`;
  }

  #list({ reviews, missing }: ReviewList) {
    return html`<p class="soft">${t("admin.review.text")}</p>
      ${missing.map(
        (period) =>
          html`<div class="notice warn spread">
            <span>${t("admin.review.missing", { month: this.#month(period) })}</span>
            <button type="button" class="button" data-testid="draw" @click=${() => this.#draw(period)}>
              ${t("admin.review.draw")}
            </button>
          </div>`,
      )}
      ${reviews.length === 0 ? html`<p>${t("admin.review.none")}</p>` : nothing}
      <ul class="list">
        ${reviews.map((review) => this.#review(review))}
      </ul>`;
  }

  #form(review: ReviewView) {
    return html`<form class="card" novalidate @submit=${(event: Event) => this.#close(event, review)}>
      ${choiceField({
        name: "outcome",
        label: t("admin.review.outcome"),
        value: this.outcome,
        options: OUTCOMES.map((each) => [each, t(`admin.review.${each}`)] as const),
        choose: (outcome) => {
          this.outcome = outcome;
        },
      })}
      <div class="field">
        <label for="note">${t("admin.review.note")}</label>
        <span class="hint" id="note-hint">${t("admin.review.note.hint")}</span>
        <textarea
          id="note"
          maxlength="4000"
          aria-describedby="note-hint"
          .value=${this.note}
          @input=${(event: Event) => {
            this.note = (event.target as HTMLTextAreaElement).value;
          }}
        ></textarea>
      </div>
      <div class="row">
        <button type="submit" class="button primary" data-testid="close">${t("admin.review.close")}</button>
      </div>
    </form>`;
  }

  #detail({ review, events, note }: ReviewDetail) {
    const closed = review.outcome !== null;
    return html`<h2>${this.#name(review)}</h2>
      ${events.length === 0 ? html`<p>${t("admin.audit.none")}</p>` : trailTable(events)}
      ${
        closed
          ? html`<p class="notice">
              ${t(`admin.review.${review.outcome ?? "in_order"}`)}, ${review.closed_by}: ${note}
            </p>`
          : this.#form(review)
      }
      ${review.seed ? html`<p class="soft">${t("admin.review.seed", { seed: review.seed })}</p>` : nothing}
      <button
        type="button"
        class="button"
        @click=${() => {
          this.detail = null;
          void this.#reviews.refresh();
        }}
      >
        ${t("admin.review.back")}
      </button>`;
  }

  override render() {
    const { problem } = this.#task;
    const trouble = problem ? problemNotice(problem) : nothing;
    return frame(
      "reviews",
      this.detail
        ? html`${trouble} ${this.#detail(this.detail)}`
        : html`${trouble} ${fetched(this.#reviews, (list) => this.#list(list))}`,
    );
  }
}
