import { html, type TemplateResult } from "lit";
import { t } from "../../i18n/index.js";
import "../../i18n/picture.js";
import "../../ui/icon.js";

/** From one page of people to the next; both count from nought. */
export function pager(page: number, pages: number, turn: (to: number) => void): TemplateResult {
  const button = (to: number, name: "before" | "after") =>
    html`<button
      type="button"
      class=${name}
      data-testid="page-${name}"
      aria-label=${t(`picture.layout.${name}`)}
      ?disabled=${to < 0 || to >= pages}
      @click=${() => turn(to)}
    >
      <ui-icon name="back"></ui-icon>
    </button>`;
  return html`<nav class="pager" aria-label=${t("picture.layout.pages")}>
    ${button(page - 1, "before")}
    <span data-testid="page">${t("picture.layout.page", { page: page + 1, pages })}</span>
    ${button(page + 1, "after")}
  </nav>`;
}
