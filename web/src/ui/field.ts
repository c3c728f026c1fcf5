import { css, html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";

/** Styles of textField() and of native controls in general. */
export const fields = css`
  .field {
    display: grid;
    gap: var(--space-1);
  }
  .field + .field {
    margin-top: var(--space-4);
  }
  label,
  legend {
    font-weight: 600;
  }
  .hint {
    color: var(--text-soft);
    font-size: 0.9375rem;
  }
  .error {
    color: var(--danger);
    font-weight: 600;
  }
  input:not([type="checkbox"], [type="radio"], [type="range"]),
  select,
  textarea {
    width: 100%;
    min-height: 48px;
    padding: 0.5em 0.75em;
    border: 1px solid var(--border-strong);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--text);
    font: 1rem/1.4 var(--font);
  }
  input[aria-invalid="true"] {
    border: 2px solid var(--danger);
  }
  input[type="checkbox"],
  input[type="radio"] {
    width: 22px;
    height: 22px;
    margin: 0;
    accent-color: var(--accent);
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
`;

export interface TextField {
  name: string;
  label: string;
  value: string;
  input: (value: string) => void;
  type?: "text" | "email" | "password" | "datetime-local" | "date" | "time";
  hint?: string;
  error?: string | undefined;
  required?: boolean;
  maxlength?: number;
  autocomplete?: string;
  inputmode?: "numeric" | "tel" | "email";
  testid?: string;
  /** Something beside the input, such as a button that shows the password. */
  after?: TemplateResult;
}

/** A labelled input whose hint and error a screen reader hears with it.  Plain HTML, so that forms stay forms. */
export function textField(field: TextField): TemplateResult {
  const { name, hint, error } = field;
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ");
  return html`<div class="field">
    <label for=${name}>${field.label}</label>
    ${hint ? html`<span class="hint" id="${name}-hint">${hint}</span>` : nothing}
    <input
      id=${name}
      name=${name}
      type=${field.type ?? "text"}
      data-testid=${field.testid ?? nothing}
      .value=${live(field.value)}
      ?required=${field.required ?? false}
      maxlength=${field.maxlength ?? nothing}
      autocomplete=${(field.autocomplete ?? "off") as AutoFill}
      inputmode=${field.inputmode ?? nothing}
      aria-describedby=${described || nothing}
      aria-invalid=${error ? "true" : nothing}
      @input=${(event: Event) => field.input((event.target as HTMLInputElement).value)}
    />
    ${error ? html`<span class="error" id="${name}-error">${error}</span>` : nothing} ${field.after ?? nothing}
  </div>`;
}
