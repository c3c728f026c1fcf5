import { css, html, LitElement } from "lit";
import { customElement } from "lit/decorators.js";
import { type Key, LocaleController, t } from "../../i18n/index.js";
import { look } from "../../app/look.js";
import { session } from "../../app/staff-session.js";
import { Watch } from "../../lib/watch.js";
import { base, buttons, page } from "../../ui/styles.js";

const STEPS = [1, 2, 3, 4, 5] as const;
const HELP = [1, 2, 3] as const;

/** One page to print and send along with a letter; with room to write when, and whom to call. */
@customElement("page-leaflet")
export class LeafletPage extends LitElement {
  static override styles = [
    base,
    buttons,
    page,
    css`
      :host {
        max-width: 44rem;
        margin-inline: auto;
        font-size: 1.2rem;
        line-height: 1.45;
      }
      header {
        display: flex;
        justify-content: space-between;
        gap: var(--space-4);
        align-items: center;
      }
      img {
        max-width: 10rem;
        height: 44px;
        object-fit: contain;
      }
      ol {
        list-style: none;
        margin: var(--space-5) 0;
        padding: 0;
        counter-reset: step;
      }
      ol li {
        display: flex;
        gap: var(--space-4);
        align-items: center;
        padding: var(--space-3) 0;
        border-top: 1px solid var(--border);
        counter-increment: step;
      }
      ol li::before {
        content: counter(step);
        flex: none;
        display: grid;
        place-items: center;
        width: 44px;
        height: 44px;
        border: 2px solid var(--accent);
        border-radius: 50%;
        color: var(--accent);
        font-weight: 700;
      }
      ul {
        padding-inline-start: 1.2em;
      }
      .line {
        display: flex;
        gap: var(--space-3);
        align-items: end;
        margin-top: var(--space-5);
        font-weight: 600;
      }
      .line span:last-child {
        flex: 1;
        border-bottom: 2px solid var(--border-strong);
      }
      .safe {
        margin-top: var(--space-4);
        font-weight: 700;
      }
      @media print {
        .print {
          display: none;
        }
        :host {
          max-width: none;
          font-size: 13pt;
        }
        ol {
          margin: 14pt 0;
        }
        ol li {
          padding: 7pt 0;
        }
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    new Watch(this, look);
  }

  override connectedCallback() {
    super.connectedCallback();
    if (session.me) void look.wear(session.me.organisation_slug);
  }

  override render() {
    const { organisation } = look;
    const line = (key: Key) => html`<p class="line"><span>${t(key)}</span><span></span></p>`;
    return html`<header>
        <strong>${organisation?.name ?? session.me?.organisation ?? ""}</strong>
        ${organisation?.logo ? html`<img src=${organisation.logo} alt="" />` : ""}
      </header>
      <h1>${t("help.leaflet.title")}</h1>
      <p>${t("help.leaflet.for")} ${t("help.leaflet.need")}</p>
      <ol>
        ${STEPS.map((step) => html`<li>${t(`help.leaflet.${step}`)}</li>`)}
      </ol>
      <h2>${t("help.leaflet.help.title")}</h2>
      <ul>
        ${HELP.map((step) => html`<li>${t(`help.leaflet.help.${step}`)}</li>`)}
      </ul>
      <p class="safe">${t("help.leaflet.safe")}</p>
      ${line("help.leaflet.when")} ${line("help.leaflet.call")}
      <p class="print">
        <button type="button" class="button primary" @click=${() => print()}>${t("help.leaflet.print")}</button>
      </p>`;
  }
}
