import { html, type TemplateResult } from "lit";
import { type Key, t } from "../../i18n/index.js";

/** A heading and what to do, step by step or as a list; a single line is a text. */
export interface Topic {
  readonly name: string;
  readonly ordered: boolean;
  readonly lines: number;
}

const key = (name: string, line: string): Key => `help.${name}.${line}` as Key;

export function topic({ name, ordered, lines }: Topic): TemplateResult {
  const items = Array.from({ length: lines }, (_, at) => html`<li>${t(key(name, `${at + 1}`))}</li>`);
  return html`<section class="card">
    <h2>${t(key(name, "title"))}</h2>
    ${
      lines === 0
        ? html`<p>${t(key(name, "text"))}</p>`
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

export const GUEST_TOPICS: readonly Topic[] = [
  { name: "guest", ordered: true, lines: 4 },
  { name: "join", ordered: false, lines: 5 },
  { name: "camera", ordered: false, lines: 4 },
  { name: "sound", ordered: false, lines: 2 },
  { name: "network", ordered: false, lines: 2 },
  { name: "safe", ordered: false, lines: 0 },
];

export const STAFF_TOPICS: readonly Topic[] = [
  { name: "agent.book", ordered: true, lines: 4 },
  { name: "agent.admit", ordered: true, lines: 4 },
  { name: "agent.identify", ordered: false, lines: 3 },
  { name: "agent.show", ordered: false, lines: 3 },
  { name: "agent.lead", ordered: false, lines: 3 },
  { name: "agent.end", ordered: true, lines: 2 },
  { name: "agent.trouble", ordered: false, lines: 4 },
];
