import { html, type TemplateResult } from "lit";
import type { FaultFigure } from "../protocol/api.gen.js";
import en from "./en/figures.json";
import { define, type Key, t } from "./index.js";
import sv from "./sv/figures.json";

declare module "./index.js" {
  interface Texts {
    figures: typeof sv;
  }
}
define("figures", { sv, en });

/** A figure's name for people; one of another version keeps its own. */
export function figureName({ name }: FaultFigure): string {
  return name in sv ? t(`figures.${name}` as Key) : name;
}

/** As text for the clipboard. */
export function figuresText(figures: readonly FaultFigure[]): string {
  return figures.map((figure) => `${figureName(figure)}: ${figure.value}`).join("\n");
}

export function figureLines(figures: readonly FaultFigure[]): TemplateResult {
  return html`<dl class="figures">
    ${figures.map(
      (figure) =>
        html`<div>
          <dt>${figureName(figure)}</dt>
          <dd>${figure.value}</dd>
        </div>`,
    )}
  </dl>`;
}
