import { html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { formatDay, formatTime, LocaleController, plural, t } from "../../i18n/index.js";
import { Resource, Task } from "../../lib/resource.js";
import { http } from "../../net/http.js";
import type { OverseenList, OverseenMeeting, UnitList } from "../../protocol/api.gen.js";
import { problemNotice } from "../../ui/notice.js";
import { expired } from "../../app/expired.js";
import { adminStyles, fetched, frame } from "./frame.js";
import "../../ui/dialog.js";
import "../../ui/icon.js";

const REFRESH_MS = 10_000;

/** The meetings that run now or soon: that they take place, and a way to end them; never what they are about. */
@customElement("admin-meetings")
export class OversightPage extends LitElement {
  static override styles = adminStyles;
  @state() protected ending: OverseenMeeting | null = null;
  #meetings = new Resource<OverseenList>(this, () => http.get("/api/admin/meetings"), expired, REFRESH_MS);
  #units = new Resource<UnitList>(this, () => http.get("/api/admin/units"), expired);
  #task = new Task(this, expired);

  constructor() {
    super();
    new LocaleController(this);
  }

  #close = () => {
    this.ending = null;
  };

  async #end(meeting: OverseenMeeting) {
    const done = await this.#task.run(() => http.post(`/api/admin/meetings/${meeting.id}/stop`));
    if (!done) return;
    this.ending = null;
    await this.#meetings.refresh();
  }

  #meeting(meeting: OverseenMeeting) {
    const unit = this.#units.value?.units.find(({ id }) => id === meeting.unit)?.name ?? "";
    const when = `${formatDay(meeting.starts_at)} ${formatTime(meeting.starts_at)}`;
    const { in_room, waiting } = meeting;
    return html`<li class="card item" data-testid="meeting">
      <div>
        <strong>${when}</strong>
        <span class="tag accent">${t(`common.class.${meeting.meeting_class}`)}</span>
        ${in_room ? html`<span class="tag">${plural("admin.meetings.in_room", in_room)}</span>` : nothing}
        ${waiting ? html`<span class="tag new">${plural("admin.meetings.waiting", waiting)}</span>` : nothing}
        <small>${[t("admin.meetings.host", { name: meeting.host_name }), unit].filter(Boolean).join(" · ")}</small>
      </div>
      <button
        type="button"
        class="button"
        aria-label="${t("admin.meetings.end")}: ${when}, ${meeting.host_name}"
        @click=${() => {
          this.#task.forget();
          this.ending = meeting;
        }}
      >
        ${t("admin.meetings.end")}
      </button>
    </li>`;
  }

  #list({ meetings }: OverseenList) {
    return html`<p class="soft">${t("admin.meetings.text")}</p>
      ${meetings.length === 0 ? html`<p>${t("admin.meetings.none")}</p>` : nothing}
      <ul class="list">
        ${repeat(
          meetings,
          ({ id }) => id,
          (meeting) => this.#meeting(meeting),
        )}
      </ul>`;
  }

  override render() {
    const { ending } = this;
    const { problem, busy } = this.#task;
    return html`${frame(
        "meetings",
        fetched(this.#meetings, (list) => this.#list(list)),
      )}
      <ui-dialog heading=${t("admin.meetings.end")} ?open=${ending !== null} @close=${this.#close}>
        ${problem ? problemNotice(problem) : nothing}
        <p>${ending ? t("admin.meetings.end.text", { name: ending.host_name }) : nothing}</p>
        <button slot="actions" type="button" class="button" @click=${this.#close}>${t("common.cancel")}</button>
        <button
          slot="actions"
          type="button"
          class="button danger"
          data-testid="confirm"
          aria-busy=${busy ? "true" : nothing}
          @click=${() => ending && this.#end(ending)}
        >
          ${t("admin.meetings.end")}
        </button>
      </ui-dialog>`;
  }
}
