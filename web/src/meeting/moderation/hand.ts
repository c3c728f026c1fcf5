import { css, html, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { t } from "../../i18n/index.js";
import "../../i18n/moderation.js";
import { Pace } from "../../lib/pace.js";
import type { Reaction } from "../../protocol/messages.gen.js";
import { base } from "../../ui/styles.js";
import "../../ui/icon.js";
import { Popover } from "../../ui/popover.js";
import { RoomElement } from "../parts/element.js";
import { menuStyles } from "../parts/menu.js";
import { toolButton } from "../parts/tool-button.js";

const REACTIONS: readonly Reaction[] = ["thumbs_up", "heart", "clap", "laugh", "surprise", "slower"];

/** Raising one's hand, and the few reactions. */
@customElement("room-hand")
export class RoomHand extends RoomElement {
  static override styles = [
    base,
    toolButton,
    menuStyles,
    css`
      :host {
        display: flex;
        flex: 0 1 104px;
        min-width: 0;
      }
      button.tool {
        flex: 1;
      }
      [popover] {
        inset-inline: 8px;
        bottom: calc(84px + env(safe-area-inset-bottom));
        width: min(25rem, calc(100vw - 16px));
        margin-inline: auto;
      }
      .raise {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: var(--space-3);
        width: 100%;
        min-height: 56px;
        border: 1px solid var(--border-strong);
        border-radius: var(--radius);
        background: var(--surface);
        color: var(--text);
        font: 600 1.0625rem/1.3 var(--font);
        cursor: pointer;
      }
      .raise:hover,
      .reactions button:hover {
        background: var(--surface-2);
      }
      .raise[aria-pressed="true"] {
        background: var(--accent-soft);
      }
      .reactions {
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        gap: var(--space-1);
        margin-top: var(--space-2);
      }
      .reactions button {
        display: grid;
        justify-items: center;
        align-content: center;
        gap: 4px;
        min-height: 68px;
        padding: 6px 2px;
        border: 1px solid transparent;
        border-radius: var(--radius);
        background: transparent;
        color: var(--text);
        font: 500 0.8125rem/1.2 var(--font);
        cursor: pointer;
      }
      .reactions ui-icon {
        width: 28px;
        height: 28px;
        color: var(--accent);
      }
      @media (max-width: 420px) {
        :host {
          flex: 1 1 0;
          min-width: min-content;
        }
      }
      @media (max-height: 480px) and (orientation: landscape) {
        [popover] {
          inset-inline: auto 104px;
          bottom: 8px;
        }
      }
      @media (forced-colors: active) {
        .reactions button {
          border-color: ButtonText;
        }
      }
    `,
  ];
  /** One's own hand. */
  @property({ type: Boolean }) raised = false;
  /** How many hands are raised. */
  @property({ type: Number }) count = 0;
  @query("[popover]") protected menu!: HTMLElement;
  @query("button.tool") protected button!: HTMLButtonElement;
  /** The server would refuse more. */
  readonly #pace = new Pace(4, 0.8);

  readonly #popover = new Popover(
    this,
    () => this.menu,
    () => this.renderRoot.querySelector<HTMLElement>(".raise")?.focus(),
  );

  #key(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.#close();
  }

  #close(): void {
    this.#popover.show(false);
    this.button.focus();
  }

  #raise(): void {
    this.#close();
    if (this.#pace.take() > 0) return;
    this.actions.say({ type: "raise_hand", raised: !this.raised });
  }

  #react(reaction: Reaction): void {
    this.#close();
    if (this.#pace.take() > 0) return;
    this.actions.say({ type: "react", reaction });
  }

  override render() {
    const { raised, count } = this;
    return html`<button
        type="button"
        class="tool ${raised || this.#popover.open ? "on" : ""}"
        data-testid="hand"
        aria-expanded=${this.#popover.open ? "true" : "false"}
        @click=${() => this.#popover.show(!this.#popover.open)}
      >
        <ui-icon name="hand"></ui-icon
        ><span>${t("moderation.hand")}<span class="visually-hidden">${t("moderation.hand.more")}</span></span>
        ${count > 0 ? html`<span class="badge">${count}</span>` : nothing}
      </button>
      <div
        popover
        role="group"
        aria-label=${t("moderation.hand.menu")}
        ?hidden=${this.#popover.hidden}
        @toggle=${this.#popover.toggled}
        @keydown=${this.#key}
      >
        <button
          type="button"
          class="raise"
          data-testid="raise-hand"
          aria-pressed=${raised ? "true" : "false"}
          @click=${this.#raise}
        >
          <ui-icon name="hand"></ui-icon>${t(raised ? "moderation.hand.lower" : "moderation.hand.raise")}
        </button>
        <div class="reactions">
          ${REACTIONS.map(
            (reaction) =>
              html`<button
                type="button"
                data-testid="react"
                data-reaction=${reaction}
                @click=${() => this.#react(reaction)}
              >
                <ui-icon name=${reaction}></ui-icon><span>${t(`moderation.reaction.${reaction}`)}</span>
              </button>`,
          )}
        </div>
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "room-hand": RoomHand;
  }
}
