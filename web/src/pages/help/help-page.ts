import { html, LitElement } from "lit";
import { customElement } from "lit/decorators.js";
import { LocaleController, t } from "../../i18n/index.js";
import { base, page } from "../../ui/styles.js";
import { helpStyles } from "./help-styles.js";
import { GUEST_TOPICS, STAFF_TOPICS, topic } from "./topics.js";

const PAGES = { guest: "/help", agent: "/help/staff", leaflet: "/help/leaflet" } as const;

class Manual extends LitElement {
  static override styles = [base, page, helpStyles];

  constructor() {
    super();
    new LocaleController(this);
  }

  protected more(here: keyof typeof PAGES) {
    const others = (Object.keys(PAGES) as (keyof typeof PAGES)[]).filter((name) => name !== here);
    return html`<nav class="more" aria-label=${t("help.pages")}>
      <section>
        <ul>
          ${others.map((name) => html`<li><a href=${PAGES[name]}>${t(`help.to.${name}`)}</a></li>`)}
        </ul>
      </section>
    </nav>`;
  }
}

/** Short answers for guests; it prints well, so that staff can send it along. */
@customElement("page-help")
export class HelpPage extends Manual {
  override render() {
    return html`<h1>${t("help.title")}</h1>
      ${GUEST_TOPICS.map(topic)} ${this.more("guest")}`;
  }
}

/** What staff do in a meeting, step by step. */
@customElement("page-staff-manual")
export class StaffManual extends Manual {
  override render() {
    return html`<h1>${t("help.agent.title")}</h1>
      ${STAFF_TOPICS.map(topic)} ${this.more("agent")}`;
  }
}
