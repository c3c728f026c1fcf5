import { html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { formatDay, LocaleController, t } from "../../i18n/index.js";
import { Resource, Task } from "../../lib/resource.js";
import { session } from "../../app/staff-session.js";
import { ApiError, http } from "../../net/http.js";
import type { BarView, ClassRulesView, DecisionView, PolicyOverview, UnitPolicies } from "../../protocol/api.gen.js";
import type { Way } from "../../protocol/messages.gen.js";
import { checkField } from "../../ui/choice.js";
import { problemNotice } from "../../ui/notice.js";
import { toast } from "../../ui/toast.js";
import { expired } from "../../app/expired.js";
import { adminStyles, fetched, frame } from "./frame.js";
import "../../ui/dialog.js";

interface Draft {
  readonly unit: UnitPolicies;
  readonly rules: ClassRulesView;
  readonly allowed: boolean;
  readonly ways: readonly Way[];
  readonly decision: string;
}

const waysIn = (ways: readonly Way[]) => ways.map((way) => t(`admin.way.${way}`)).join(", ");

/** Which classes each unit may use, what identification they demand, and every decision about it. */
@customElement("admin-policies")
export class PoliciesPage extends LitElement {
  static override styles = adminStyles;
  @state() protected draft: Draft | null = null;
  #policies = new Resource<PolicyOverview>(this, () => http.get("/api/admin/policies"), expired);
  #task = new Task(this, expired);

  constructor() {
    super();
    new LocaleController(this);
  }

  #edit(unit: UnitPolicies, bar: BarView, rules: ClassRulesView) {
    this.#task.forget();
    this.draft = { unit, rules, allowed: bar.allowed, ways: bar.ways, decision: "" };
  }

  #change(change: Partial<Draft>) {
    if (this.draft) this.draft = { ...this.draft, ...change };
  }

  #close = () => {
    this.draft = null;
  };

  async #submit(event: Event) {
    event.preventDefault();
    const { draft } = this;
    if (!draft) return;
    const { unit, rules, allowed, ways, decision } = draft;
    const done = await this.#task.run(async () => {
      await http.post("/api/admin/policies", {
        unit: unit.unit,
        meeting_class: rules.meeting_class,
        allowed,
        ways,
        decision,
      });
    });
    if (!done) return;
    this.draft = null;
    toast(t("admin.saved"));
    await this.#policies.refresh();
  }

  #rules(rules: ClassRulesView) {
    const facts = [
      t(rules.shared_link ? "admin.policy.shared_link" : "admin.policy.personal_link"),
      t(`admin.policy.lobby.${rules.lobby}`),
      t(`admin.policy.media.${rules.media}`),
      t(rules.recording ? "admin.policy.recording.yes" : "admin.policy.recording.no"),
      t(`admin.policy.phone.${rules.phone}`),
      t(`admin.policy.afterwards.${rules.afterwards}`),
    ];
    return html`<li class="card">
      <h3>
        ${t(`common.class.${rules.meeting_class}`)}
        ${rules.exists ? nothing : html`<span class="tag new">${t("admin.policy.not_yet")}</span>`}
      </h3>
      <ul>
        ${facts.map((fact) => html`<li>${fact}</li>`)}
      </ul>
    </li>`;
  }

  #bar(unit: UnitPolicies, bar: BarView, classes: readonly ClassRulesView[]) {
    const rules = classes.find(({ meeting_class }) => meeting_class === bar.meeting_class);
    const name = t(`common.class.${bar.meeting_class}`);
    return html`<tr>
      <th scope="row">${name}</th>
      <td>
        ${bar.allowed ? waysIn(bar.ways) : html`<span class="tag off">${t("admin.policy.refused")}</span>`}
        ${bar.own && unit.unit !== null ? html`<span class="tag">${t("admin.policy.own")}</span>` : nothing}
      </td>
      <td>
        ${
          rules && session.me?.role === "administrator"
            ? html`<button
                type="button"
                class="button"
                aria-label="${t("admin.edit")}: ${this.#name(unit)}, ${name}"
                @click=${() => this.#edit(unit, bar, rules)}
              >
                ${t("admin.edit")}
              </button>`
            : nothing
        }
      </td>
    </tr>`;
  }

  #name(unit: UnitPolicies) {
    return unit.unit === null ? t("admin.policy.whole") : unit.name;
  }

  #unit(unit: UnitPolicies, classes: readonly ClassRulesView[]) {
    return html`<section class="card scroll" data-testid="unit-policy" tabindex="0" aria-label=${this.#name(unit)}>
      <h2>${this.#name(unit)}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">${t("admin.policy.class")}</th>
            <th scope="col">${t("admin.policy.ways")}</th>
            <th scope="col"><span class="visually-hidden">${t("admin.edit")}</span></th>
          </tr>
        </thead>
        <tbody>
          ${unit.bars.map((bar) => this.#bar(unit, bar, classes))}
        </tbody>
      </table>
    </section>`;
  }

  #decision(decision: DecisionView) {
    const unit = decision.unit === null ? t("admin.policy.whole") : decision.unit_name;
    const what = decision.allowed ? waysIn(decision.ways) : t("admin.policy.refused");
    return html`<li class="card item" data-testid="decision">
      <div>
        <strong>${unit}, ${t(`common.class.${decision.meeting_class}`)}: ${what}</strong>
        <small>${t("admin.policy.decided", { name: decision.decided_by, day: formatDay(decision.decided_at) })}</small>
        ${decision.decision ? html`<p>${decision.decision}</p>` : nothing}
      </div>
    </li>`;
  }

  #overview({ classes, units, history }: PolicyOverview) {
    return html`<p class="soft">${t("admin.policy.text")}</p>
      ${units.map((unit) => this.#unit(unit, classes))}
      <section aria-labelledby="decisions">
        <h2 id="decisions">${t("admin.policy.history")}</h2>
        ${history.length === 0 ? html`<p class="soft">${t("admin.policy.history.none")}</p>` : nothing}
        <ul class="list">
          ${history.map((each) => this.#decision(each))}
        </ul>
      </section>
      <section aria-labelledby="classes">
        <h2 id="classes">${t("admin.policy.classes")}</h2>
        <ul class="list">
          ${classes.map((each) => this.#rules(each))}
        </ul>
      </section>`;
  }

  #form(draft: Draft) {
    const { problem } = this.#task;
    const wrong = (field: string) => (problem instanceof ApiError ? problem.field(field) : undefined);
    const toggle = (way: Way, on: boolean) =>
      this.#change({ ways: on ? [...draft.ways, way] : draft.ways.filter((each) => each !== way) });
    return html`${problem ? problemNotice(problem) : nothing}
      ${checkField("allowed", t("admin.policy.allowed"), draft.allowed, (allowed) => this.#change({ allowed }))}
      <fieldset ?hidden=${!draft.allowed}>
        <legend>${t("admin.policy.ways")}</legend>
        ${draft.rules.possible.map((way) =>
          checkField(way, t(`admin.way.${way}`), draft.ways.includes(way), (on) => toggle(way, on)),
        )}
        ${wrong("ways") ? html`<span class="error">${wrong("ways")}</span>` : nothing}
      </fieldset>
      <div class="field">
        <label for="decision">${t("admin.policy.decision")}</label>
        <span class="hint" id="decision-hint">${t("admin.policy.decision.hint")}</span>
        <textarea
          id="decision"
          maxlength="1000"
          aria-describedby="decision-hint"
          aria-invalid=${wrong("decision") ? "true" : nothing}
          .value=${draft.decision}
          @input=${(event: Event) => this.#change({ decision: (event.target as HTMLTextAreaElement).value })}
        ></textarea>
        ${wrong("decision") ? html`<span class="error">${wrong("decision")}</span>` : nothing}
      </div>`;
  }

  override render() {
    const { draft } = this;
    const heading = draft && `${this.#name(draft.unit)}: ${t(`common.class.${draft.rules.meeting_class}`)}`;
    return html`${frame(
        "policies",
        fetched(this.#policies, (all) => this.#overview(all)),
      )}
      <ui-dialog heading=${heading ?? ""} ?open=${draft !== null} @close=${this.#close}>
        <form novalidate @submit=${this.#submit}>${draft ? this.#form(draft) : nothing}</form>
        <button slot="actions" type="button" class="button" @click=${this.#close}>${t("common.cancel")}</button>
        <button
          slot="actions"
          type="button"
          class="button primary"
          data-testid="save"
          aria-busy=${this.#task.busy ? "true" : nothing}
          @click=${this.#submit}
        >
          ${t("admin.save")}
        </button>
      </ui-dialog>`;
  }
}
