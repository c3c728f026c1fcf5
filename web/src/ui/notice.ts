import { html, type TemplateResult } from "lit";
import { sentence } from "../net/http.js";
import "./icon.js";

/** What went wrong, read out at once. */
export function problemNotice(error: unknown): TemplateResult {
  return html`<div class="notice bad" role="alert">
    <ui-icon name="warning"></ui-icon>
    <div>${sentence(error)}</div>
  </div>`;
}
