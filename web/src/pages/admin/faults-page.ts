import { html, LitElement } from "lit";
import { customElement } from "lit/decorators.js";
import { formatDay, formatTime, LocaleController, t } from "../../i18n/index.js";
import "../../i18n/support.js";
import { Resource } from "../../lib/resource.js";
import { http } from "../../net/http.js";
import type { FaultList, FaultView } from "../../protocol/api.gen.js";
import { expired } from "../../app/expired.js";
import { figureLines, figureStyles } from "../../ui/figures.js";
import { adminStyles, fetched, frame } from "./frame.js";

/** What people reported about what did not work; never who they were. */
@customElement("admin-faults")
export class FaultsPage extends LitElement {
  static override styles = [...adminStyles, figureStyles];
  #faults = new Resource<FaultList>(this, () => http.get("/api/admin/faults"), expired);

  constructor() {
    super();
    new LocaleController(this);
  }

  #fault({ reference, at, by_staff, fault }: FaultView) {
    return html`<article class="card" data-testid="fault" data-reference=${reference}>
      <div class="spread">
        <h2>${reference}</h2>
        <span class="row">
          <span class="tag">${t(by_staff ? "admin.faults.staff" : "admin.faults.guest")}</span>
          <span class="soft">${formatDay(at)} ${formatTime(at)}</span>
        </span>
      </div>
      ${fault.text.split("\n").map((line) => html`<p>${line}</p>`)}
      <details>
        <summary>${t("admin.faults.figures")}</summary>
        ${figureLines(fault.figures, [
          [t("support.fault.browser"), fault.browser],
          ...(fault.errors.length > 0 ? [[t("support.fault.errors"), fault.errors.join(", ")] as const] : []),
        ])}
      </details>
    </article>`;
  }

  #list({ faults }: FaultList) {
    return html`<p class="soft">${t("admin.faults.text")}</p>
      ${faults.length === 0 ? html`<p>${t("admin.faults.none")}</p>` : faults.map((fault) => this.#fault(fault))}`;
  }

  override render() {
    return frame(
      "faults",
      fetched(this.#faults, (list) => this.#list(list)),
    );
  }
}
