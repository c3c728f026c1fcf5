import { css, html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { formatDay, formatTime, LocaleController, plural, t } from "../../i18n/index.js";
import { Refresh } from "../../lib/refresh.js";
import { http } from "../../net/http.js";
import type { MeetingList, MeetingView } from "../../protocol/api.gen.js";
import { problemNotice } from "../../ui/notice.js";
import { base, buttons, page } from "../../ui/styles.js";
import { expired } from "../../app/expired.js";
import { GROUPS, type Group, grouped } from "./grouping.js";
import "../../ui/icon.js";

const REFRESH_MS = 10_000;

/** The agent's meetings, refreshed quietly while the page is looked at. */
@customElement("page-meetings")
export class MeetingsPage extends LitElement {
  static override styles = [
    base,
    buttons,
    page,
    css`
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: var(--space-3);
      }
      section {
        margin-top: var(--space-6);
      }
      .meeting {
        display: grid;
        grid-template-columns: 7rem 1fr auto;
        gap: var(--space-2) var(--space-4);
        align-items: center;
      }
      .time {
        font-variant-numeric: tabular-nums;
      }
      .time b {
        display: block;
        font-size: 1.35rem;
        line-height: 1.2;
      }
      .time small {
        color: var(--text-soft);
        font-size: 0.9rem;
      }
      h3 {
        margin: 0 0 var(--space-1);
        font-size: 1.1rem;
        overflow-wrap: anywhere;
      }
      .waiting {
        background: var(--warn-soft);
        color: var(--text);
      }
      .empty {
        padding-block: var(--space-6);
        text-align: center;
      }
      .empty p {
        margin-inline: auto;
      }
      h1 {
        margin: 0;
      }
      @media (max-width: 640px) {
        .meeting {
          grid-template-columns: 1fr;
        }
        .time b {
          display: inline;
          margin-inline-end: var(--space-2);
        }
      }
    `,
  ];
  @state() protected meetings: readonly MeetingView[] | null = null;
  @state() protected problem: unknown = null;

  constructor() {
    super();
    new LocaleController(this);
    new Refresh(this, () => this.#refresh(), REFRESH_MS);
  }

  async #refresh() {
    try {
      this.meetings = (await http.get<MeetingList>("/api/meetings")).meetings;
      this.problem = null;
    } catch (error) {
      if (!expired(error)) this.problem = error;
    }
  }

  #tags(meeting: MeetingView) {
    const { in_room, waiting } = meeting;
    return html`<span class="row">
      <span class="tag accent"><ui-icon name="shield"></ui-icon>${t(`common.class.${meeting.meeting_class}`)}</span>
      ${in_room ? html`<span class="tag"><ui-icon name="people"></ui-icon>${plural("staff.list.in_room", in_room)}</span>` : nothing}
      ${waiting ? html`<span class="tag waiting"><ui-icon name="bell"></ui-icon>${plural("staff.list.waiting", waiting)}</span>` : nothing}
      ${meeting.mine ? nothing : html`<span class="soft">${t("staff.list.host", { name: meeting.host_name })}</span>`}
    </span>`;
  }

  #meeting(meeting: MeetingView, group: Group) {
    return html`<li class="card meeting" data-testid="meeting" data-id=${meeting.id}>
      <div class="time"><b>${formatTime(meeting.starts_at)}</b><small>${formatDay(meeting.starts_at)}</small></div>
      <div>
        <h3><a href="/meetings/${meeting.id}">${meeting.title}</a></h3>
        ${this.#tags(meeting)}
      </div>
      ${
        group === "ended"
          ? nothing
          : html`<a
              class="button ${group === "now" ? "primary" : ""}"
              href="/room/${meeting.id}"
              aria-label="${t("staff.list.open")}: ${meeting.title}"
              >${t("staff.list.open")}</a
            >`
      }
    </li>`;
  }

  #group(group: Group, meetings: readonly MeetingView[]) {
    if (meetings.length === 0 && group !== "now") return nothing;
    return html`<section aria-labelledby=${group}>
      <h2 id=${group}>${t(`staff.list.${group}`)}</h2>
      ${
        meetings.length === 0
          ? html`<p class="soft">${t("staff.list.nothing_now")}</p>`
          : html`<ul>
              ${repeat(
                meetings,
                ({ id }) => id,
                (meeting) => this.#meeting(meeting, group),
              )}
            </ul>`
      }
    </section>`;
  }

  #content() {
    if (!this.meetings) return this.problem ? nothing : html`<p class="soft">${t("common.loading")}</p>`;
    if (this.meetings.length === 0) return html`<section class="card empty"><p>${t("staff.list.empty")}</p></section>`;
    const groups = grouped(this.meetings, Date.now() / 1000);
    return GROUPS.map((group) => this.#group(group, groups[group]));
  }

  #trouble() {
    if (!this.problem) return nothing;
    if (!this.meetings) return problemNotice(this.problem);
    return html`<p class="notice warn" role="status">${t("staff.list.stale")}</p>`;
  }

  override render() {
    return html`<div class="spread">
        <h1>${t("staff.list.title")}</h1>
        <a class="button primary" href="/meetings/new" data-testid="new-meeting">
          <ui-icon name="plus"></ui-icon>${t("staff.list.new")}</a
        >
      </div>
      ${this.#trouble()} ${this.#content()}`;
  }
}
