import { html, LitElement, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { formatDay, LocaleController, t } from "../../i18n/index.js";
import { Resource, Task } from "../../lib/resource.js";
import { http } from "../../net/http.js";
import type { InvitedStaff, RecoveryAsked, StaffList, StaffView } from "../../protocol/api.gen.js";
import { toast } from "../../ui/toast.js";
import { expired } from "../../app/expired.js";
import { adminStyles, fetched, frame } from "./frame.js";
import { inviteForm, newDraft, recoveryForm, type StaffDraft, staffForm } from "./staff-form.js";
import { linkDialog } from "./link-dialog.js";
import type { Recoveries } from "./recoveries.js";
import "./recoveries.js";
import "../../ui/dialog.js";
import "../../ui/icon.js";

type Open = { what: "invite" } | { what: "edit" | "link" | "recovery"; person: StaffView };

/** The people of the organisation, or of one unit: invited, moved, given roles, and shut out. */
@customElement("admin-staff")
export class StaffPage extends LitElement {
  static override styles = adminStyles;
  @state() protected open: Open | null = null;
  @state() protected draft: StaffDraft = newDraft([]);
  @state() protected link: { name: string; url: string } | null = null;
  @query("admin-recoveries") protected recoveries!: Recoveries;
  #staff = new Resource<StaffList>(this, () => http.get("/api/admin/staff"), expired);
  #task = new Task(this, expired);

  constructor() {
    super();
    new LocaleController(this);
  }

  #show(open: Open) {
    this.#task.forget();
    const units = this.#staff.value?.units ?? [];
    this.draft =
      open.what === "edit" ? { ...open.person, disabled: open.person.state === "disabled" } : newDraft(units);
    this.open = open;
  }

  #close = () => {
    this.open = null;
  };

  #change = (change: Partial<StaffDraft>) => {
    this.draft = { ...this.draft, ...change };
  };

  async #invited(answer: InvitedStaff) {
    if (answer.link) this.link = { name: answer.person.name, url: answer.link };
    else toast(t("admin.staff.mailed", { email: answer.person.email }));
  }

  async #recover(person: StaffView, mail: boolean) {
    const { mailed } = await http.post<RecoveryAsked>(`/api/admin/staff/${person.id}/recovery`, { mail });
    toast(mailed ? t("admin.staff.mailed", { email: person.email }) : t("admin.staff.recovery.waits"));
    await this.recoveries.refresh();
  }

  async #submit(event: Event) {
    event.preventDefault();
    const { open, draft } = this;
    if (!open) return;
    const { name, email, unit, role, mail, disabled } = draft;
    const done = await this.#task.run(async () => {
      if (open.what === "invite")
        await this.#invited(await http.post("/api/admin/staff", { name, email: email.trim(), unit, role, mail }));
      else if (open.what === "edit")
        await http.put(`/api/admin/staff/${open.person.id}`, { name, unit, role, disabled });
      else if (open.what === "recovery") await this.#recover(open.person, mail ?? false);
      else await this.#invited(await http.post(`/api/admin/staff/${open.person.id}/link`, { mail }));
    });
    if (!done) return;
    this.open = null;
    await this.#staff.refresh();
  }

  #person(person: StaffView, units: ReadonlyMap<string, string>) {
    const unit = units.get(person.unit) ?? "";
    const since = person.signed_in_at
      ? t("admin.staff.signed_in", { day: formatDay(person.signed_in_at) })
      : t("admin.staff.never");
    return html`<li class="card item" data-testid="person">
      <div>
        <strong>${person.name}</strong> ${person.you ? html`<span class="tag">${t("admin.staff.you")}</span>` : nothing}
        ${
          person.state === "active"
            ? nothing
            : html`<span class="tag ${person.state === "disabled" ? "off" : "new"}"
                >${t(`admin.staff.state.${person.state}`)}</span
              >`
        }
        <small>${person.email}</small>
        <small>${[t(`admin.role.${person.role}`), unit, since].filter(Boolean).join(" · ")}</small>
      </div>
      <div class="row">
        <button
          type="button"
          class="button"
          aria-label="${t("admin.edit")}: ${person.name}"
          @click=${() => this.#show({ what: "edit", person })}
        >
          ${t("admin.edit")}
        </button>
        ${
          person.state === "disabled" || person.you
            ? nothing
            : this.#wayIn(person, person.state === "invited" ? "link" : "recovery")
        }
      </div>
    </li>`;
  }

  /** For somebody who has not come in yet, or no longer can. */
  #wayIn(person: StaffView, what: "link" | "recovery") {
    return html`<button
      type="button"
      class="button quiet"
      data-testid=${`new-${what}`}
      aria-label="${t(`admin.staff.${what}`)}: ${person.name}"
      @click=${() => this.#show({ what, person })}
    >
      ${t(`admin.staff.${what}`)}
    </button>`;
  }

  #form(open: Open, list: StaffList) {
    const form = { draft: this.draft, change: this.#change, problem: this.#task.problem, list };
    if (open.what === "link") return inviteForm(form);
    if (open.what === "recovery") return recoveryForm(form, open.person.email);
    return staffForm(form, open.what === "edit");
  }

  #list(list: StaffList) {
    const units = new Map(list.units.map(({ id, name }) => [id, name]));
    return html`<ul class="list">
      ${repeat(
        list.staff,
        ({ id }) => id,
        (person) => this.#person(person, units),
      )}
    </ul>`;
  }

  #dialog() {
    const { open } = this;
    const heading = open && (open.what === "invite" ? t("admin.staff.invite") : open.person.name);
    const list = this.#staff.value;
    return html`<ui-dialog heading=${heading ?? ""} ?open=${open !== null} @close=${this.#close}>
      <form id="staff" novalidate @submit=${this.#submit}>${open && list ? this.#form(open, list) : nothing}</form>
      <button slot="actions" type="button" class="button" @click=${this.#close}>${t("common.cancel")}</button>
      <button
        slot="actions"
        type="submit"
        form="staff"
        class="button primary"
        data-testid="save"
        aria-busy=${this.#task.busy ? "true" : nothing}
        @click=${this.#submit}
      >
        ${open ? t(`admin.staff.submit.${open.what}`) : nothing}
      </button>
    </ui-dialog>`;
  }

  override render() {
    const invite = html`<button
      type="button"
      class="button primary"
      data-testid="invite"
      ?disabled=${!this.#staff.value}
      @click=${() => this.#show({ what: "invite" })}
    >
      <ui-icon name="plus"></ui-icon>${t("admin.staff.invite")}
    </button>`;
    return html`${frame(
      "staff",
      html`<admin-recoveries></admin-recoveries>${fetched(this.#staff, (list) => this.#list(list))}`,
      invite,
    )}
    ${this.#dialog()}
    ${linkDialog(this.link, () => {
      this.link = null;
    })}`;
  }
}
