import { css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../../i18n/index.js";
import type { Waiting } from "../../protocol/messages.gen.js";
import { base, buttons } from "../../ui/styles.js";
import "../../ui/icon.js";
import { RoomElement } from "../parts/element.js";
import "./lobby-list.js";

/** Lies over the pictures while somebody waits: it cannot be missed, and it takes no focus. */
@customElement("room-lobby-card")
export class RoomLobbyCard extends RoomElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: contents;
      }
      section {
        display: flex;
        flex-direction: column;
        max-height: 100%;
        border: 2px solid var(--accent);
        border-radius: calc(var(--radius) + 4px);
        background: var(--surface);
        color: var(--text);
        box-shadow: 0 8px 32px rgb(0 0 0 / 35%);
      }
      h2 {
        display: flex;
        gap: var(--space-2);
        align-items: center;
        margin: 0;
        padding: var(--space-3) var(--space-4);
        font-size: 1.125rem;
        line-height: 1.3;
        overflow-wrap: anywhere;
      }
      h2 ui-icon {
        flex: none;
        color: var(--accent);
      }
      .list {
        overflow-y: auto;
        padding: 0 var(--space-4) var(--space-3);
      }
      footer {
        display: flex;
        flex-wrap: wrap;
        border-top: 1px solid var(--border);
      }
      footer .button {
        flex: 1 1 auto;
        font-size: 0.9375rem;
        font-weight: 500;
      }
    `,
  ];
  @property({ attribute: false }) waiting: readonly Waiting[] = [];
  /** The list is to be seen elsewhere; only the spoken alert remains. */
  @property({ type: Boolean }) folded = false;
  @property({ type: Boolean }) silenced = false;
  /** The browser would ask whether we may show notifications. */
  @property({ type: Boolean }) canAskToNotify = false;

  #title(): string {
    const [first] = this.waiting;
    if (this.waiting.length === 1 && first) return t("room.lobby.one.title", { name: first.name });
    return t("room.lobby.many.title", { count: this.waiting.length });
  }

  override render() {
    return html`<div role="alert" class="visually-hidden">${this.waiting.length > 0 ? this.#title() : nothing}</div>
      ${this.waiting.length > 0 && !this.folded ? this.#card() : nothing}`;
  }

  #card() {
    const silence = this.silenced ? t("room.lobby.sound") : t("room.lobby.silence");
    return html`<section data-testid="lobby-card" aria-labelledby="title">
      <h2 id="title"><ui-icon name="bell"></ui-icon>${this.#title()}</h2>
      <div class="list"><room-lobby .waiting=${this.waiting}></room-lobby></div>
      <footer>
        <button class="button quiet" data-testid="silence" @click=${() => this.actions.silence()}>${silence}</button>
        ${
          this.canAskToNotify
            ? html`<button class="button quiet" data-testid="notify" @click=${() => this.actions.notify()}>
                ${t("room.lobby.notify")}
              </button>`
            : nothing
        }
      </footer>
    </section>`;
  }
}
