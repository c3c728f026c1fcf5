import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/index.js";
import "../../i18n/whiteboard.js";
import type { Board } from "./board.js";
import { nameOf } from "./names.js";

/** What is on the board, one by one, for whoever does not see it. */
export function boardList(board: Board): TemplateResult {
  return html`<section class="list" aria-label=${t("whiteboard.list")}>
    <h2>${t("whiteboard.list")}</h2>
    ${board.things.list.length === 0 ? html`<p>${t("whiteboard.list.empty")}</p>` : nothing}
    <ul>
      ${board.things.list.map(
        (placed) =>
          html`<li>
            <button
              type="button"
              data-testid="board-thing"
              data-key=${placed.key}
              data-kind=${placed.thing.kind}
              aria-pressed=${board.chosen === placed.key ? "true" : "false"}
              @click=${() => board.choose(placed.key)}
              @dblclick=${() => board.edit(placed)}
            >
              ${nameOf(placed)}
            </button>
          </li>`,
      )}
    </ul>
  </section>`;
}
