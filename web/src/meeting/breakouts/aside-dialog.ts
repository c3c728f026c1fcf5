import { css, html } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../i18n/index.js";
import "../../i18n/hosting.js";
import type { Person } from "../../protocol/messages.gen.js";
import { fields } from "../../ui/field.js";
import { base, buttons, page } from "../../ui/styles.js";
import "../../ui/dialog.js";
import { RoomElement } from "../parts/element.js";

/** Whom a host takes aside. */
@customElement("room-aside-dialog")
export class RoomAsideDialog extends RoomElement {
  static override styles = [
    base,
    buttons,
    fields,
    page,
    css`
      label {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-height: 48px;
        font-weight: 500;
        overflow-wrap: anywhere;
      }
      input {
        flex: none;
      }
      small {
        color: var(--text-soft);
        font-weight: 400;
      }
    `,
  ];
  /** The others in the meeting. */
  @property({ attribute: false }) people: readonly Person[] = [];
  @property({ type: Boolean }) open = false;
  @state() protected chosen: ReadonlySet<string> = new Set();

  override willUpdate(changed: Map<string, unknown>) {
    if (!changed.has("open") || !this.open) return;
    // Most often it is the interpreter with whom there is something to clear up.
    this.chosen = new Set(this.people.filter((person) => person.interpreter).map((person) => person.id));
  }

  #choose(id: string, on: boolean): void {
    const chosen = new Set(this.chosen);
    if (on) chosen.add(id);
    else chosen.delete(id);
    this.chosen = chosen;
  }

  #close(): void {
    this.actions.open(null);
  }

  #go(): void {
    const participants = this.people.filter((person) => this.chosen.has(person.id)).map((person) => person.id);
    this.#close();
    this.actions.say({ type: "step_outside", participants });
  }

  #person({ id, name, kind }: Person) {
    return html`<label>
      <input
        type="checkbox"
        data-testid="aside-person"
        data-name=${name}
        .checked=${this.chosen.has(id)}
        @change=${(event: Event) => this.#choose(id, (event.target as HTMLInputElement).checked)}
      />
      <span>${name} <small>${kind ? t(`common.kind.${kind}`) : t("room.people.co_host")}</small></span>
    </label>`;
  }

  override render() {
    return html`<ui-dialog heading=${t("hosting.aside.title")} ?open=${this.open} @close=${this.#close}>
      <p>${this.people.length > 0 ? t("hosting.aside.text") : t("hosting.aside.nobody")}</p>
      ${this.people.map((person) => this.#person(person))}
      <button slot="actions" class="button" @click=${this.#close}>${t("common.cancel")}</button>
      <button
        slot="actions"
        class="button primary"
        data-testid="aside-go"
        ?disabled=${this.chosen.size === 0}
        @click=${this.#go}
      >
        ${t("hosting.aside.go")}
      </button>
    </ui-dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "room-aside-dialog": RoomAsideDialog;
  }
}
