import { css, html, LitElement } from "lit";
import { customElement } from "lit/decorators.js";
import { type Key, LocaleController, t } from "../../i18n/index.js";
import { base, page } from "../../ui/styles.js";

type Topic = { title: Key; ordered: boolean; lines: Key[] };

const TOPICS: readonly Topic[] = [
  {
    title: "help.guest.title",
    ordered: true,
    lines: ["help.guest.1", "help.guest.2", "help.guest.3", "help.guest.4"],
  },
  {
    title: "help.camera.title",
    ordered: false,
    lines: ["help.camera.1", "help.camera.2", "help.camera.3", "help.camera.4"],
  },
  { title: "help.sound.title", ordered: false, lines: ["help.sound.1", "help.sound.2"] },
  { title: "help.network.title", ordered: false, lines: ["help.network.1", "help.network.2"] },
  { title: "help.safe.title", ordered: false, lines: ["help.safe.text"] },
];

/** Short answers for guests; it prints well, so that staff can send it along. */
@customElement("page-help")
export class HelpPage extends LitElement {
  static override styles = [
    base,
    page,
    css`
      :host {
        max-width: 42rem;
        margin-inline: auto;
        font-size: 1.125rem;
      }
      section {
        margin-top: var(--space-5);
      }
      ol,
      ul {
        margin: 0;
        padding-inline-start: 1.4em;
      }
      li + li {
        margin-top: var(--space-2);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
  }

  #topic({ title, ordered, lines }: Topic) {
    const items = lines.map((line) => html`<li>${t(line)}</li>`);
    const [only] = lines;
    return html`<section class="card">
      <h2>${t(title)}</h2>
      ${
        lines.length === 1 && only
          ? html`<p>${t(only)}</p>`
          : ordered
            ? html`<ol>
                ${items}
              </ol>`
            : html`<ul>
                ${items}
              </ul>`
      }
    </section>`;
  }

  override render() {
    return html`<h1>${t("help.title")}</h1>
      ${TOPICS.map((topic) => this.#topic(topic))}`;
  }
}
