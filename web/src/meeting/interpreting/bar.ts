import { css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { t } from "../../i18n/index.js";
import "../../i18n/interpreting.js";
import type { Language } from "../../protocol/messages.gen.js";
import { languages, WANTED } from "../../state/hearing.js";
import { me } from "../../state/room.js";
import { base, buttons } from "../../ui/styles.js";
import { MeetingElement } from "../parts/element.js";
import type { Meeting } from "../parts/meeting.js";

const INTO: readonly Language[] = [
  "ar",
  "prs",
  "en",
  "fi",
  "fa",
  "pl",
  "ru",
  "so",
  "ckb",
  "es",
  "sv",
  "swl",
  "ti",
  "tr",
  "uk",
  "other",
];

/** For whoever listens: original, interpretation or both, while there is an interpretation to hear.  For whoever
 * interprets: into which language. */
@customElement("room-interpreting")
export class RoomInterpreting extends MeetingElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: contents;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2) var(--space-3);
        margin: var(--space-2) var(--space-2) 0;
        padding: var(--space-2) var(--space-4);
        border: 1px solid var(--border);
        border-radius: var(--radius);
        background: var(--surface);
        color: var(--text);
      }
      .what {
        flex: 1 1 9rem;
        font-weight: 600;
      }
      .choices {
        display: flex;
        flex: 0 1 auto;
      }
      .choices .button {
        border-radius: 0;
        padding-inline: var(--space-3);
        font-size: 0.9375rem;
      }
      .choices .button + .button {
        border-inline-start: 0;
      }
      .choices .button:first-child {
        border-start-start-radius: var(--radius);
        border-end-start-radius: var(--radius);
      }
      .choices .button:last-child {
        border-start-end-radius: var(--radius);
        border-end-end-radius: var(--radius);
      }
      .choices [aria-pressed="true"] {
        background: var(--accent);
        border-color: var(--accent);
        color: var(--accent-text);
      }
      select {
        min-height: 44px;
        padding: 0.4em 0.7em;
        border: 1px solid var(--border-strong);
        border-radius: var(--radius);
        background: var(--surface);
        color: var(--text);
        font: 1rem/1.3 var(--font);
      }
    `,
  ];

  protected override follows({ room, hearing }: Meeting) {
    return [room, hearing];
  }

  #interpret(language: Language | null): void {
    this.actions.say({ type: "interpret", language });
  }

  #into(now: Language | null) {
    return html`<div class="bar">
      <label class="what" for="into">${t("interpreting.into")}</label>
      <select
        id="into"
        data-testid="interpret-into"
        @change=${(event: Event) => this.#interpret(((event.target as HTMLSelectElement).value || null) as Language | null)}
      >
        <option value="" ?selected=${now === null}>${t("interpreting.into.none")}</option>
        ${INTO.map(
          (language) =>
            html`<option value=${language} ?selected=${language === now}>
              ${t(`interpreting.language.${language}`)}
            </option>`,
        )}
      </select>
    </div>`;
  }

  #listen(there: readonly Language[]) {
    const { choice } = this.meeting.hearing;
    const chosen = there.find((language) => language === choice.language) ?? (there[0] as Language);
    const name = t("interpreting.hear", { language: t(`interpreting.language.${chosen}`) });
    return html`<div class="bar" role="group" aria-label=${name} data-testid="hearing">
      ${there.length === 1 ? html`<span class="what">${name}</span>` : this.#languages(there, chosen)}
      <div class="choices">
        ${WANTED.map(
          (wanted) =>
            html`<button
              type="button"
              class="button"
              data-testid="hear"
              data-wanted=${wanted}
              aria-pressed=${wanted === choice.wanted ? "true" : "false"}
              @click=${() => this.meeting.hearing.choose({ ...choice, wanted })}
            >
              ${t(`interpreting.hear.${wanted}`)}
            </button>`,
        )}
      </div>
    </div>`;
  }

  #languages(there: readonly Language[], chosen: Language) {
    const choose = (event: Event) =>
      this.meeting.hearing.choose({
        ...this.meeting.hearing.choice,
        language: (event.target as HTMLSelectElement).value as Language,
      });
    return html`<select
      class="what"
      data-testid="hear-language"
      aria-label=${t("interpreting.hear.language")}
      @change=${choose}
    >
      ${there.map(
        (language) =>
          html`<option value=${language} ?selected=${language === chosen}>
            ${t("interpreting.hear", { language: t(`interpreting.language.${language}`) })}
          </option>`,
      )}
    </select>`;
  }

  override render() {
    const own = me(this.meeting.room.state);
    if (own?.interpreter) return this.#into(own.interprets);
    const there = languages(this.meeting.room.state);
    return there.length > 0 ? this.#listen(there) : nothing;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "room-interpreting": RoomInterpreting;
  }
}
