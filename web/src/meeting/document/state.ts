import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/index.js";
import "../../i18n/document.js";
import type { Trouble } from "./paged.js";

/** What stands in place of a page that is not there yet, or cannot be shown. */
export function documentState(
  trouble: Trouble | null,
  ready: boolean,
  again: () => void,
): TemplateResult | typeof nothing {
  if (trouble)
    return html`<div class="wait" role="alert" data-testid="document-trouble">
      <p>${t(`document.trouble.${trouble}`)}</p>
      ${
        trouble === "not_here"
          ? html`<button type="button" class="button" @click=${again}>${t("document.retry")}</button>`
          : nothing
      }
    </div>`;
  if (ready) return nothing;
  return html`<div class="wait" role="status"><span class="spinner"></span><span>${t("document.loading")}</span></div>`;
}
