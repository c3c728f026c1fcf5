import { css, html, type TemplateResult } from "lit";
import "../i18n/figures.js";
import { type Key, t } from "../i18n/index.js";
import type { FaultFigure } from "../protocol/api.gen.js";

export const figureStyles = css`
  dl.figures {
    margin: 0 0 var(--space-3);
  }
  dl.figures div {
    display: flex;
    justify-content: space-between;
    gap: var(--space-4);
    padding: 4px 0;
    border-bottom: 1px solid var(--border);
  }
  dl.figures dt {
    color: var(--text-soft);
  }
  dl.figures dd {
    margin: 0;
    text-align: end;
    overflow-wrap: anywhere;
    font-variant-numeric: tabular-nums;
  }
`;

/** A word of ours for people; what another version wrote stays as it is. */
function inWords(key: string, otherwise: string): string {
  const text = t(`figures.${key}` as Key);
  return text === `figures.${key}` ? otherwise : text;
}

function valueOf({ name, value }: FaultFigure): string {
  const [way = "", ...rest] = value.split(" ");
  return name === "path" ? [inWords(`path.${way}`, way), ...rest].join(" ") : value;
}

const nameOf = ({ name }: FaultFigure): string => inWords(name, name);

/** As text for the clipboard. */
export function figuresText(figures: readonly FaultFigure[]): string {
  return figures.map((figure) => `${nameOf(figure)}: ${valueOf(figure)}`).join("\n");
}

/** `others` are lines of the same kind that are no figures. */
export function figureLines(
  figures: readonly FaultFigure[],
  others: readonly (readonly [string, string])[] = [],
): TemplateResult {
  const lines = [...others, ...figures.map((figure) => [nameOf(figure), valueOf(figure)] as const)];
  return html`<dl class="figures">
    ${lines.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
