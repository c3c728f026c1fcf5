import { css, html, nothing, type TemplateResult } from "lit";
import { property, query } from "lit/decorators.js";
import type { IconName } from "../../ui/icon.js";
import "../../ui/icon.js";
import { Popover } from "../../ui/popover.js";
import { MeetingElement } from "./element.js";

/** One line of a menu; `checked` where it is a switch. */
export interface MenuEntry {
  readonly choose: () => void;
  readonly testid: string;
  readonly icon: IconName;
  readonly text: string;
  readonly checked?: boolean;
  /** One of several of which only one can be checked. */
  readonly oneOf?: boolean;
  readonly danger?: boolean;
}

export const menuStyles = css`
  [popover] {
    position: fixed;
    inset: auto;
    overflow-y: auto;
    margin: 0;
    padding: var(--space-2);
    border: 1px solid var(--border);
    border-radius: calc(var(--radius) + 4px);
    background: var(--surface);
    color: var(--text);
    box-shadow: var(--shadow);
  }
  .group > button {
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
  .group > button:hover {
    background: var(--surface-2);
  }
  .group > button > span {
    flex: 1;
  }
  .group > button > .mark {
    color: var(--accent);
  }
  .group > button.danger {
    color: var(--danger);
  }
  .group {
    break-inside: avoid;
    padding-block: var(--space-1);
    border-bottom: 1px solid var(--border);
  }
  .group:last-child {
    border-bottom: 0;
  }
`;

/** A button that opens a menu: by keyboard as menus are used, and closed by a press beside it. */
export abstract class RoomMenu extends MeetingElement {
  /** In groups, each with a line between it and the next. */
  @property({ attribute: false }) groups: readonly (readonly MenuEntry[])[] = [];
  @query("[popover]") protected menu!: HTMLElement;
  @query("button[aria-haspopup]") protected button!: HTMLButtonElement;

  readonly #popover = new Popover(
    this,
    () => this.menu,
    () => this.opened(),
  );

  protected get open(): boolean {
    return this.#popover.open;
  }

  protected toggle(): void {
    this.#popover.show(!this.open);
  }

  protected opened(): void {
    this.#items()[0]?.focus();
  }

  #items(): HTMLElement[] {
    return [...this.menu.querySelectorAll<HTMLElement>("[role^=menuitem]")];
  }

  #key(event: KeyboardEvent): void {
    const items = this.#items();
    const at = items.findIndex((item) => item.matches(":focus"));
    const to: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
    const next = to[event.key];
    if (event.key === "Tab") this.#popover.show(false);
    if (event.key === "Escape") this.#close();
    else if (next === undefined) return;
    else items.at(next % items.length)?.focus();
    event.preventDefault();
    event.stopPropagation();
  }

  #close(): void {
    this.#popover.show(false);
    this.button.focus();
  }

  #chosen(entry: MenuEntry): void {
    this.#close();
    entry.choose();
  }

  #entry(entry: MenuEntry) {
    const { checked } = entry;
    return html`<button
      type="button"
      class=${entry.danger ? "danger" : nothing}
      role=${checked === undefined ? "menuitem" : entry.oneOf ? "menuitemradio" : "menuitemcheckbox"}
      aria-checked=${checked === undefined ? nothing : checked ? "true" : "false"}
      tabindex="-1"
      data-testid=${entry.testid}
      @click=${() => this.#chosen(entry)}
    >
      <ui-icon name=${entry.icon}></ui-icon><span>${entry.text}</span>
      ${checked ? html`<ui-icon class="mark" name="check"></ui-icon>` : nothing}
    </button>`;
  }

  protected lines(label: string): TemplateResult {
    return html`<div
      popover
      id="menu"
      role="menu"
      aria-label=${label}
      ?hidden=${this.#popover.hidden}
      @toggle=${this.#popover.toggled}
      @keydown=${this.#key}
    >
      ${this.groups
        .filter((group) => group.length > 0)
        .map((group) => html`<div class="group" role="presentation">${group.map((entry) => this.#entry(entry))}</div>`)}
    </div>`;
  }
}
