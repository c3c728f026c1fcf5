import { css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../../i18n/index.js";
import "../../i18n/moderation.js";
import type { Person } from "../../protocol/messages.gen.js";
import { base, buttons } from "../../ui/styles.js";
import { RoomElement } from "../parts/element.js";

/** Whose turn it is: the raised hands in order. */
@customElement("room-hands")
export class RoomHands extends RoomElement {
  static override styles = [
    base,
    buttons,
    css`
      h3 {
        margin: 0 0 var(--space-2);
        font-size: 0.9375rem;
        color: var(--text-soft);
      }
      ol {
        margin: 0;
        padding-inline-start: 1.6em;
      }
      li > div {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 48px;
      }
      li span {
        flex: 1;
        overflow-wrap: anywhere;
      }
      .button {
        font-size: 0.9375rem;
      }
    `,
  ];
  /** In order. */
  @property({ attribute: false }) hands: readonly Person[] = [];
  @property({ type: Boolean }) host = false;

  #lower(participant: string | null): void {
    this.actions.say({ type: "lower_hands", participant });
  }

  override render() {
    if (this.hands.length === 0) return nothing;
    return html`<h3>${t("moderation.hands.title")}</h3>
      <ol data-testid="hands">
        ${repeat(
          this.hands,
          (person) => person.id,
          ({ id, name }) =>
            html`<li data-name=${name}>
              <div>
                <span>${name}</span>
                ${
                  this.host
                    ? html`<button
                        class="button"
                        data-testid="lower-hand"
                        aria-label=${t("moderation.hands.lower.name", { name })}
                        @click=${() => this.#lower(id)}
                      >
                        ${t("moderation.hands.lower.one")}
                      </button>`
                    : nothing
                }
              </div>
            </li>`,
        )}
      </ol>
      ${
        this.host && this.hands.length > 1
          ? html`<button class="button" data-testid="lower-all" @click=${() => this.#lower(null)}>
              ${t("moderation.hands.lower.all")}
            </button>`
          : nothing
      }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "room-hands": RoomHands;
  }
}
