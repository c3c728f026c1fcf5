import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";

export interface Choice<T extends string> {
  name: string;
  label: string;
  value: T;
  options: readonly (readonly [T, string])[];
  choose: (value: T) => void;
  error?: string | undefined;
}

/** A labelled native select. */
export function choiceField<T extends string>(choice: Choice<T>): TemplateResult {
  const { name, error } = choice;
  return html`<div class="field">
    <label for=${name}>${choice.label}</label>
    <select
      id=${name}
      name=${name}
      aria-invalid=${error ? "true" : nothing}
      aria-describedby=${error ? `${name}-error` : nothing}
      .value=${live(choice.value)}
      @change=${(event: Event) => choice.choose((event.target as HTMLSelectElement).value as T)}
    >
      ${choice.options.map(
        ([value, label]) => html`<option value=${value} ?selected=${value === choice.value}>${label}</option>`,
      )}
    </select>
    ${error ? html`<span class="error" id="${name}-error">${error}</span>` : nothing}
  </div>`;
}

/** A labelled checkbox. */
export function checkField(name: string, label: string, checked: boolean, choose: (checked: boolean) => void) {
  return html`<label class="check">
    <input
      type="checkbox"
      name=${name}
      .checked=${live(checked)}
      @change=${(event: Event) => choose((event.target as HTMLInputElement).checked)}
    />
    ${label}
  </label>`;
}
