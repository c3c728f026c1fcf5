import { html, LitElement } from "lit";
import { customElement } from "lit/decorators.js";
import { LocaleController, locale, t } from "../../i18n/index.js";
import { Resource } from "../../lib/resource.js";
import { http } from "../../net/http.js";
import type { MonthView, Statistics, UnitList } from "../../protocol/api.gen.js";
import { expired } from "../../app/expired.js";
import { adminStyles, fetched, frame } from "./frame.js";

/** How much the service is used, without a single person in it. */
@customElement("admin-statistics")
export class StatisticsPage extends LitElement {
  static override styles = adminStyles;
  #statistics = new Resource<Statistics>(this, () => http.get("/api/admin/statistics"), expired);
  #units = new Resource<UnitList>(this, () => http.get("/api/admin/units"), expired);

  constructor() {
    super();
    new LocaleController(this);
  }

  #month(month: string) {
    const [year, number] = month.split("-").map(Number);
    const date = new Date(year ?? 0, (number ?? 1) - 1, 1);
    return new Intl.DateTimeFormat(locale.tag, { month: "long", year: "numeric" }).format(date);
  }

  #row(row: MonthView) {
    const number = (value: number) => new Intl.NumberFormat(locale.tag).format(value);
    return html`<tr>
      <th scope="row">${this.#month(row.month)}</th>
      <td>${this.#units.value?.units.find(({ id }) => id === row.unit)?.name ?? ""}</td>
      <td>${t(`common.class.${row.meeting_class}`)}</td>
      <td class="number">${number(row.meetings)}</td>
      <td class="number">${number(row.guests)}</td>
      <td class="number">${number(row.minutes)}</td>
    </tr>`;
  }

  #table({ months }: Statistics) {
    if (months.length === 0) return html`<p>${t("admin.statistics.none")}</p>`;
    return html`<p class="soft">${t("admin.statistics.text")}</p>
      <div class="card scroll" tabindex="0" role="region" aria-label=${t("admin.section.statistics")}>
        <table>
          <thead>
            <tr>
              <th scope="col">${t("admin.statistics.month")}</th>
              <th scope="col">${t("admin.statistics.unit")}</th>
              <th scope="col">${t("admin.statistics.class")}</th>
              <th scope="col" class="number">${t("admin.statistics.meetings")}</th>
              <th scope="col" class="number">${t("admin.statistics.guests")}</th>
              <th scope="col" class="number">${t("admin.statistics.minutes")}</th>
            </tr>
          </thead>
          <tbody>
            ${months.map((row) => this.#row(row))}
          </tbody>
        </table>
      </div>`;
  }

  override render() {
    return frame(
      "statistics",
      fetched(this.#statistics, (numbers) => this.#table(numbers)),
    );
  }
}
