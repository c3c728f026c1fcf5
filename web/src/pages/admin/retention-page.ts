import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, state } from "lit/decorators.js";
import { formatDay, formatTime, LocaleController, t } from "../../i18n/index.js";
import { Resource, Task } from "../../lib/resource.js";
import { ApiError, http } from "../../net/http.js";
import type { ProposalList, ProposalView, RetentionSettings, SettingsView } from "../../protocol/api.gen.js";
import type { MeetingClass } from "../../protocol/messages.gen.js";
import { textField } from "../../ui/field.js";
import { problemNotice } from "../../ui/notice.js";
import { toast } from "../../ui/toast.js";
import { expired } from "../../app/expired.js";
import { adminStyles, fetched, frame } from "./frame.js";

const CLASSES: readonly MeetingClass[] = ["open", "protected", "sensitive"];
const DAYS = ["meeting_days", "session_days", "audit_days"] as const;

/** How long what is kept.  A change waits until another administrator has agreed to it. */
@customElement("admin-retention")
export class RetentionPage extends LitElement {
  static override styles = adminStyles;
  @state() protected draft: Record<string, string> | null = null;
  #settings = new Resource<SettingsView>(this, () => http.get("/api/admin/settings"), expired);
  #proposals = new Resource<ProposalList>(this, () => http.get("/api/admin/proposals"), expired);
  #task = new Task(this, expired);
  #deciding = new Task(this, expired);

  constructor() {
    super();
    new LocaleController(this);
  }

  override willUpdate(changed: PropertyValues) {
    super.willUpdate(changed);
    const rules = this.#settings.value?.retention;
    if (rules && !this.draft) this.draft = draftOf(rules);
  }

  async #submit(event: Event) {
    event.preventDefault();
    const { draft } = this;
    if (!draft) return;
    const done = await this.#task.run(async () => {
      await http.put("/api/admin/settings/retention", rulesOf(draft));
    });
    if (!done) return;
    toast(t("admin.retention.proposed"));
    await this.#proposals.refresh();
  }

  async #decide(proposal: ProposalView, what: "approve" | "reject") {
    await this.#deciding.run(() => http.post(`/api/admin/proposals/${proposal.id}/${what}`));
    this.draft = null;
    await Promise.all([this.#settings.refresh(), this.#proposals.refresh()]);
  }

  #number(name: string, label: string, hint: string) {
    const { problem } = this.#task;
    return textField({
      name,
      label,
      hint,
      value: this.draft?.[name] ?? "",
      error: problem instanceof ApiError ? problem.field(name) : undefined,
      input: (value) => {
        this.draft = { ...this.draft, [name]: value };
      },
    });
  }

  #form() {
    const { problem, busy } = this.#task;
    return html`<form class="card" novalidate @submit=${this.#submit}>
      ${problem ? problemNotice(problem) : nothing}
      ${CLASSES.map((name) =>
        this.#number(
          `content_hours.${name}`,
          t("admin.retention.content", { class: t(`common.class.${name}`) }),
          t("admin.retention.hours"),
        ),
      )}
      ${DAYS.map((name) => this.#number(name, t(`admin.retention.${name}`), t(`admin.retention.${name}.hint`)))}
      <div class="row">
        <button type="submit" class="button primary" data-testid="save" aria-busy=${busy ? "true" : nothing}>
          ${t("admin.retention.propose")}
        </button>
      </div>
    </form>`;
  }

  #proposal(proposal: ProposalView) {
    const at = `${formatDay(proposal.proposed_at)} ${formatTime(proposal.proposed_at)}`;
    const proposed = JSON.parse(proposal.value) as RetentionSettings;
    const rows = Object.entries(proposal.name === "retention" ? draftOf(proposed) : proposed).filter(
      ([, value]) => value,
    );
    const name = (key: string) => {
      const kind = key.split(".")[1] as MeetingClass | undefined;
      if (kind) return t("admin.retention.content", { class: t(`common.class.${kind}`) });
      if (proposal.name === "retention") return t(`admin.retention.${key as (typeof DAYS)[number]}`);
      return t(`admin.settings.${key}` as "admin.settings.address");
    };
    return html`<li class="card" data-testid="proposal">
      <h3>${t(`admin.proposal.${proposal.name}`)}</h3>
      <p class="soft">${t("admin.proposal.by", { name: proposal.proposed_by, at })}</p>
      <ul>
        ${rows.map(([key, value]) => html`<li>${name(key)}: <b>${String(value)}</b></li>`)}
      </ul>
      ${proposal.yours ? html`<p>${t("admin.proposal.yours")}</p>` : nothing}
      <div class="row">
        ${
          proposal.yours
            ? nothing
            : html`<button
                type="button"
                class="button primary"
                data-testid="approve"
                @click=${() => this.#decide(proposal, "approve")}
              >
                ${t("admin.proposal.approve")}
              </button>`
        }
        <button type="button" class="button" data-testid="reject" @click=${() => this.#decide(proposal, "reject")}>
          ${t(proposal.yours ? "admin.proposal.withdraw" : "admin.proposal.reject")}
        </button>
      </div>
    </li>`;
  }

  #waiting({ proposals }: ProposalList) {
    if (proposals.length === 0) return html``;
    return html`<section aria-labelledby="waiting">
      <h2 id="waiting">${t("admin.proposal.title")}</h2>
      ${this.#deciding.problem ? problemNotice(this.#deciding.problem) : nothing}
      <ul class="list">
        ${proposals.map((proposal) => this.#proposal(proposal))}
      </ul>
    </section>`;
  }

  override render() {
    return frame(
      "retention",
      html`<p class="soft">${t("admin.retention.text")}</p>
        ${fetched(this.#proposals, (list) => this.#waiting(list))} ${fetched(this.#settings, () => this.#form())}`,
    );
  }
}

function draftOf(rules: RetentionSettings): Record<string, string> {
  const hours = CLASSES.map((name) => [`content_hours.${name}`, String(rules.content_hours[name] ?? 0)]);
  return Object.fromEntries([...hours, ...DAYS.map((name) => [name, String(rules[name])])]);
}

function rulesOf(draft: Record<string, string>): RetentionSettings {
  const number = (name: string) => Math.round(Number(draft[name] ?? NaN));
  return {
    content_hours: Object.fromEntries(CLASSES.map((name) => [name, number(`content_hours.${name}`)])),
    meeting_days: number("meeting_days"),
    session_days: number("session_days"),
    audit_days: number("audit_days"),
  };
}
