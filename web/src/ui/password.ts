import { html, type TemplateResult } from "lit";
import { t } from "../i18n/index.js";
import { type TextField, textField } from "./field.js";

/** A password field with a button that shows what was typed. */
export function passwordField(field: TextField, shown: boolean, show: (shown: boolean) => void): TemplateResult {
  const after = html`<div>
    <button
      type="button"
      class="button quiet"
      aria-controls=${field.name}
      aria-pressed=${shown ? "true" : "false"}
      @click=${() => show(!shown)}
    >
      ${t("common.password.show")}
    </button>
  </div>`;
  return textField({ ...field, type: shown ? "text" : "password", after });
}
