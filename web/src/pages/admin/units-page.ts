import { html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { LocaleController, plural, t } from "../../i18n/index.js";
import { Resource, Task } from "../../lib/resource.js";
import { session } from "../../app/staff-session.js";
import { ApiError, http } from "../../net/http.js";
import type { UnitList, UnitView } from "../../protocol/api.gen.js";
import { textField } from "../../ui/field.js";
import { problemNotice } from "../../ui/notice.js";
import { expired } from "../../app/expired.js";
import { adminStyles, fetched, frame } from "./frame.js";
import "../../ui/dialog.js";
import "../../ui/icon.js";

type Open = { what: "add" } | { what: "rename" | "close"; unit: UnitView };

/** The units of the organisation. */
@customElement("admin-units")
export class UnitsPage extends LitElement {
  static override styles = adminStyles;
  @state() protected open: Open | null = null;
  @state() protected name = "";
  #units = new Resource<UnitList>(this, () => http.get("/api/admin/units"), expired);
  #task = new Task(this, expired);

  constructor() {
    super();
    new LocaleController(this);
  }

  #show(open: Open) {
    this.#task.forget();
    this.name = open.what === "rename" ? open.unit.name : "";
    this.open = open;
  }

  #close = () => {
    this.open = null;
  };

  async #submit(event: Event) {
    event.preventDefault();
    const { open, name } = this;
    if (!open) return;
    const done = await this.#task.run(async () => {
      if (open.what === "add") await http.post("/api/admin/units", { name });
      else if (open.what === "rename") await http.put(`/api/admin/units/${open.unit.id}`, { name });
      else await http.delete(`/api/admin/units/${open.unit.id}`);
    });
    if (!done) return;
    this.open = null;
    await this.#units.refresh();
  }

  #unit(unit: UnitView, whole: boolean) {
    const button = (what: "rename" | "close") =>
      html`<button
        type="button"
        class="button ${what === "close" ? "quiet" : ""}"
        aria-label="${t(`admin.units.${what}`)}: ${unit.name}"
        @click=${() => this.#show({ what, unit })}
      >
        ${t(`admin.units.${what}`)}
      </button>`;
    return html`<li class="card item" data-testid="unit">
      <div><strong>${unit.name}</strong><small>${plural("admin.units.staff", unit.staff)}</small></div>
      ${whole ? html`<div class="row">${button("rename")} ${button("close")}</div>` : nothing}
    </li>`;
  }

  #list({ units }: UnitList, whole: boolean) {
    return html`<ul class="list">
      ${repeat(
        units.filter(({ closed }) => !closed),
        ({ id }) => id,
        (unit) => this.#unit(unit, whole),
      )}
    </ul>`;
  }

  #form() {
    const { open } = this;
    const { problem } = this.#task;
    const wrong = problem instanceof ApiError ? problem.field("name") : undefined;
    if (open?.what === "close")
      return html`${problem ? problemNotice(problem) : nothing}
        <p>${t("admin.units.close.text", { name: open.unit.name })}</p>`;
    return html`${problem && !wrong ? problemNotice(problem) : nothing}
    ${textField({
      name: "name",
      label: t("admin.units.name"),
      value: this.name,
      maxlength: 80,
      error: wrong,
      input: (name) => {
        this.name = name;
      },
    })}`;
  }

  override render() {
    const whole = session.me?.role === "administrator";
    const { open } = this;
    const add = html`<button
      type="button"
      class="button primary"
      data-testid="add"
      @click=${() => this.#show({ what: "add" })}
    >
      <ui-icon name="plus"></ui-icon>${t("admin.units.add")}
    </button>`;
    return html`${frame(
        "units",
        fetched(this.#units, (list) => this.#list(list, whole)),
        whole ? add : undefined,
      )}
      <ui-dialog
        heading=${open ? t(open.what === "add" ? "admin.units.add" : `admin.units.${open.what}`) : ""}
        ?open=${open !== null}
        @close=${this.#close}
      >
        <form id="unit" novalidate @submit=${this.#submit}>${this.#form()}</form>
        <button slot="actions" type="button" class="button" @click=${this.#close}>${t("common.cancel")}</button>
        <button
          slot="actions"
          type="button"
          class="button ${open?.what === "close" ? "danger" : "primary"}"
          data-testid="save"
          aria-busy=${this.#task.busy ? "true" : nothing}
          @click=${this.#submit}
        >
          ${t(open?.what === "close" ? "admin.units.close" : "admin.save")}
        </button>
      </ui-dialog>`;
  }
}
