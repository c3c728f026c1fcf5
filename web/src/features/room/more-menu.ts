import { css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { t } from "../../i18n/index.js";
import type { Network } from "../../protocol/messages.gen.js";
import type { IconName } from "../../ui/icon.js";
import { base } from "../../ui/styles.js";
import "../../ui/icon.js";
import { type Action, RoomElement } from "./element.js";
import { toolButton } from "./tool-button.js";

/** One line of the menu; `checked` where it is a switch. */
export interface MoreEntry {
  readonly action: Action;
  readonly testid: string;
  readonly icon: IconName;
  readonly text: string;
  readonly checked?: boolean;
}

/** Everything that is not needed every minute: a button that opens a menu above it. */
@customElement("room-more-menu")
export class RoomMoreMenu extends RoomElement {
  static override styles = [
    base,
    toolButton,
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
        position: fixed;
        inset: auto;
        inset-inline-end: 8px;
        bottom: calc(84px + env(safe-area-inset-bottom));
        width: min(22rem, calc(100vw - 16px));
        max-height: calc(100dvh - 110px);
        overflow-y: auto;
        margin: 0;
        padding: var(--space-2);
        border: 1px solid var(--border);
        border-radius: calc(var(--radius) + 4px);
        background: var(--surface);
        color: var(--text);
        box-shadow: var(--shadow);
      }
      [role="menu"] > button {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        width: 100%;
        min-height: 48px;
        padding: var(--space-2) var(--space-3);
        border: 1px solid transparent;
        border-radius: var(--radius);
        background: transparent;
        color: inherit;
        font: 500 1rem/1.3 var(--font);
        text-align: start;
        cursor: pointer;
      }
      [role="menu"] > button:hover {
        background: var(--surface-2);
      }
      [role="menu"] > button > span {
        flex: 1;
      }
      [role="menu"] > button > .mark {
        color: var(--accent);
      }
      hr {
        margin: var(--space-2) var(--space-3);
        border: 0;
        border-top: 1px solid var(--border);
      }
      @media (max-height: 480px) and (orientation: landscape) {
        [popover] {
          bottom: 8px;
          inset-inline-end: 104px;
          max-height: calc(100dvh - 16px);
        }
      }
    `,
  ];
  /** In groups, each with a line between it and the next. */
  @property({ attribute: false }) groups: readonly (readonly MoreEntry[])[] = [];
  @property() network: Network = "good";
  @state() private open = false;
  @query("[popover]") private menu!: HTMLElement;
  @query("button.tool") private button!: HTMLButtonElement;

  #toggled(event: ToggleEvent): void {
    this.open = event.newState === "open";
    if (this.open) this.#items()[0]?.focus();
  }

  #items(): HTMLElement[] {
    return [...this.menu.querySelectorAll<HTMLElement>("[role^=menuitem]")];
  }

  #key(event: KeyboardEvent): void {
    const items = this.#items();
    const at = items.findIndex((item) => item.matches(":focus"));
    const to: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
    const next = to[event.key];
    if (event.key === "Tab") this.menu.hidePopover();
    if (event.key === "Escape") this.#close();
    else if (next === undefined) return;
    else items.at(next % items.length)?.focus();
    event.preventDefault();
    event.stopPropagation();
  }

  #close(): void {
    this.menu.hidePopover();
    this.button.focus();
  }

  #chosen(entry: MoreEntry): void {
    this.#close();
    this.act(entry.action);
  }

  #entry(entry: MoreEntry) {
    const { checked } = entry;
    return html`<button
      type="button"
      role=${checked === undefined ? "menuitem" : "menuitemcheckbox"}
      aria-checked=${checked === undefined ? nothing : checked ? "true" : "false"}
      tabindex="-1"
      data-testid=${entry.testid}
      @click=${() => this.#chosen(entry)}
    >
      <ui-icon name=${entry.icon}></ui-icon><span>${entry.text}</span>
      ${checked ? html`<ui-icon class="mark" name="check"></ui-icon>` : nothing}
    </button>`;
  }

  override render() {
    const { network } = this;
    return html`<button
        type="button"
        class="tool ${this.open ? "on" : ""}"
        data-testid="more"
        aria-haspopup="menu"
        aria-expanded=${this.open ? "true" : "false"}
        @click=${() => this.menu.togglePopover()}
      >
        <ui-icon name="more"></ui-icon><span>${t("room.more")}</span>
        ${
          network === "good"
            ? nothing
            : html`<ui-icon class="network ${network}" name="network-${network}"></ui-icon
                ><span class="visually-hidden" data-testid="own-network" data-network=${network}
                  >${t(`room.network.own.${network}`)}</span
                >`
        }
      </button>
      <div popover id="menu" role="menu" aria-label=${t("room.more")} @toggle=${this.#toggled} @keydown=${this.#key}>
        ${this.groups
          .filter((group) => group.length > 0)
          .map((group, at) => html`${at > 0 ? html`<hr />` : nothing}${group.map((entry) => this.#entry(entry))}`)}
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "room-more-menu": RoomMoreMenu;
  }
}
