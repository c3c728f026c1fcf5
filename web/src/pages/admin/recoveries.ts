import { html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { formatDay, formatTime, LocaleController, t } from "../../i18n/index.js";
import { Resource, Task } from "../../lib/resource.js";
import { http } from "../../net/http.js";
import type { InvitedStaff, RecoveryList, RecoveryView } from "../../protocol/api.gen.js";
import { problemNotice } from "../../ui/notice.js";
import { expired } from "../../app/expired.js";
import { adminStyles } from "./frame.js";
import { linkDialog } from "./link-dialog.js";
import "../../ui/dialog.js";

/** Those who have lost their way in, and wait for a second administrator to agree to a new one. */
@customElement("admin-recoveries")
export class Recoveries extends LitElement {
  static override styles = adminStyles;
  @state() protected link: { name: string; url: string } | null = null;
  #waiting = new Resource<RecoveryList>(this, () => http.get("/api/admin/recoveries"), expired);
  #task = new Task(this, expired);

  constructor() {
    super();
    new LocaleController(this);
  }

  /** Asks again what waits. */
  async refresh() {
    await this.#waiting.refresh();
  }

  async #approve(recovery: RecoveryView) {
    await this.#task.run(async () => {
      const path = `/api/admin/recoveries/${recovery.id}/approve`;
      const { person, link } = await http.post<InvitedStaff>(path, { mail: false });
      if (link) this.link = { name: person.name, url: link };
    });
    await this.refresh();
  }

  async #reject(recovery: RecoveryView) {
    await this.#task.run(() => http.post(`/api/admin/recoveries/${recovery.id}/reject`));
    await this.refresh();
  }

  #recovery(recovery: RecoveryView) {
    const { person, yours } = recovery;
    const at = `${formatDay(recovery.asked_at)} ${formatTime(recovery.asked_at)}`;
    return html`<li class="card" data-testid="recovery">
      <h3>${t("admin.recovery.person", { name: person.name })}</h3>
      <p class="soft">${person.email} · ${t("admin.recovery.by", { name: recovery.asked_by, at })}</p>
      ${yours ? html`<p>${t("admin.recovery.yours")}</p>` : nothing}
      <div class="row">
        ${
          yours
            ? nothing
            : html`<button
                type="button"
                class="button primary"
                data-testid="approve"
                @click=${() => this.#approve(recovery)}
              >
                ${t("admin.proposal.approve")}
              </button>`
        }
        <button type="button" class="button" data-testid="reject" @click=${() => this.#reject(recovery)}>
          ${t(yours ? "admin.proposal.withdraw" : "admin.proposal.reject")}
        </button>
      </div>
    </li>`;
  }

  override render() {
    const waiting = this.#waiting.value?.recoveries ?? [];
    const problem = this.#task.problem ?? this.#waiting.problem;
    return html`${problem ? problemNotice(problem) : nothing}
    ${
      waiting.length === 0
        ? nothing
        : html`<section aria-labelledby="recoveries">
            <h2 id="recoveries">${t("admin.recovery.title")}</h2>
            <p class="soft">${t("admin.recovery.text")}</p>
            <ul class="list">
              ${waiting.map((one) => this.#recovery(one))}
            </ul>
          </section>`
    }
    ${linkDialog(this.link, () => {
      this.link = null;
    })}`;
  }
}
