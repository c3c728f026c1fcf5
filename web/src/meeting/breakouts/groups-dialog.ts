import { css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../i18n/index.js";
import "../../i18n/hosting.js";
import "../../i18n/breakouts.js";
import { type Breakout, MAIN, MAX_GROUP_NOTE, type Person } from "../../protocol/messages.gen.js";
import { fields } from "../../ui/field.js";
import { base, buttons, page } from "../../ui/styles.js";
import "../../ui/dialog.js";
import "../../ui/icon.js";
import { RoomElement } from "../parts/element.js";
import { evenly } from "./who-is-where.js";

const COUNTS = [2, 3, 4, 5, 6, 7, 8, 9, 10];
const CALL_SECONDS = 60;

/** Dividing the meeting into groups, and moderating them while they are open. */
@customElement("room-groups-dialog")
export class RoomGroupsDialog extends RoomElement {
  static override styles = [
    base,
    buttons,
    fields,
    page,
    css`
      .person {
        display: grid;
        grid-template-columns: 1fr minmax(9rem, auto);
        gap: var(--space-3);
        align-items: center;
        padding-block: var(--space-1);
      }
      .person label {
        font-weight: 500;
        overflow-wrap: anywhere;
      }
      .people {
        margin-top: var(--space-4);
      }
      section {
        padding-block: var(--space-3);
        border-bottom: 1px solid var(--border);
      }
      section p {
        color: var(--text-soft);
        overflow-wrap: anywhere;
      }
      h3 {
        margin: 0;
      }
      form {
        display: grid;
        gap: var(--space-2);
        margin-top: var(--space-4);
      }
      .even {
        margin-top: var(--space-2);
      }
    `,
  ];
  /** Everybody but the hosts' own page, wherever they are. */
  @property({ attribute: false }) people: readonly Person[] = [];
  @property({ attribute: false }) breakouts: readonly Breakout[] = [];
  /** Where the host is. */
  @property() own = MAIN;
  @property({ type: Boolean }) open = false;
  @state() protected count = 2;
  /** The number of each person's group; none stays in the meeting. */
  @state() protected chosen: ReadonlyMap<string, number> = new Map();
  @state() protected text = "";

  get #groups(): readonly Breakout[] {
    return this.breakouts.filter((breakout) => breakout.kind === "group");
  }

  get #free(): readonly Person[] {
    return this.people.filter((person) => person.place === MAIN);
  }

  #close(): void {
    this.actions.open(null);
  }

  #put(id: string, group: number | null): void {
    const chosen = new Map(this.chosen);
    if (group === null) chosen.delete(id);
    else chosen.set(id, group);
    this.chosen = chosen;
  }

  #open(): void {
    const groups = Array.from({ length: this.count }, (_, number) => ({
      name: t("hosting.groups.name", { number: number + 1 }),
      participants: this.#free.filter(({ id }) => this.chosen.get(id) === number).map(({ id }) => id),
    }));
    this.actions.say({ type: "open_groups", groups });
    this.chosen = new Map();
  }

  #write(event: Event): void {
    event.preventDefault();
    const text = this.text.trim();
    if (!text) return;
    this.text = "";
    this.actions.say({ type: "write_to_groups", text }, t("hosting.write.sent"));
  }

  #select<T extends string>(
    id: string,
    value: T,
    options: readonly (readonly [T, string])[],
    pick: (value: T) => void,
  ) {
    return html`<select
      id=${id}
      data-testid=${id}
      @change=${(event: Event) => pick((event.target as HTMLSelectElement).value as T)}
    >
      ${options.map(([key, text]) => html`<option value=${key} ?selected=${key === value}>${text}</option>`)}
    </select>`;
  }

  #divide() {
    const numbers = Array.from({ length: this.count }, (_, number) => number);
    const options: [string, string][] = [
      ["", t("hosting.groups.nowhere")],
      ...numbers.map((number): [string, string] => [`${number}`, t("hosting.groups.name", { number: number + 1 })]),
    ];
    return html`<p>${t("hosting.groups.text")}</p>
      <div class="field">
        <label for="group-count">${t("hosting.groups.count")}</label>
        ${this.#select(
          "group-count",
          `${this.count}`,
          COUNTS.map((count) => [`${count}`, `${count}`] as const),
          (value) => {
            this.count = Number(value);
            this.chosen = new Map([...this.chosen].filter(([, group]) => group < this.count));
          },
        )}
      </div>
      <button
        class="button even"
        data-testid="evenly"
        @click=${() => {
          this.chosen = evenly(this.#free, this.count);
        }}
      >
        ${t("hosting.groups.even")}
      </button>
      <div class="people">
        ${this.#free.map(
          ({ id, name }) =>
            html`<div class="person">
              <label for="group-of-${id}">${name}</label>
              ${this.#select(`group-of-${id}`, `${this.chosen.get(id) ?? ""}`, options, (value) =>
                this.#put(id, value === "" ? null : Number(value)),
              )}
            </div>`,
        )}
      </div>`;
  }

  #moderate() {
    return html`${this.#groups.map((group) => this.#group(group))}
      <form @submit=${this.#write}>
        <label for="groups-text">${t("hosting.groups.write")}</label>
        <input
          id="groups-text"
          data-testid="groups-text"
          maxlength=${MAX_GROUP_NOTE}
          autocomplete="off"
          .value=${this.text}
          @input=${(event: Event) => {
            this.text = (event.target as HTMLInputElement).value;
          }}
        />
        <button class="button" data-testid="groups-write" ?disabled=${!this.text.trim()}>
          ${t("hosting.write.send")}
        </button>
      </form>`;
  }

  #group({ id, name }: Breakout) {
    const inside = this.people.filter((person) => person.place === id).map((person) => person.name);
    return html`<section data-testid="group" data-name=${name}>
      <div class="spread">
        <h3>${name}</h3>
        ${
          this.own === id
            ? html`<span class="tag accent">${t("hosting.groups.here")}</span>`
            : html`<button
                class="button"
                data-testid="visit"
                data-name=${name}
                aria-label=${t("hosting.groups.visit.name", { group: name })}
                @click=${() => this.actions.say({ type: "visit_group", place: id })}
              >
                ${t("hosting.groups.visit")}
              </button>`
        }
      </div>
      <p>${inside.length > 0 ? inside.join(", ") : t("hosting.groups.empty")}</p>
    </section>`;
  }

  override render() {
    const open = this.#groups.length > 0;
    return html`<ui-dialog heading=${t("hosting.groups.title")} ?open=${this.open} @close=${this.#close}>
      ${this.open ? (open ? this.#moderate() : this.#divide()) : nothing}
      ${
        open
          ? html`<button
                slot="actions"
                class="button"
                data-testid="call-back-now"
                @click=${() => {
                  this.#close();
                  this.actions.say({ type: "call_back", seconds: 0 });
                }}
              >
                ${t("hosting.groups.call.now")}
              </button>
              <button
                slot="actions"
                class="button primary"
                data-testid="call-back"
                @click=${() => this.actions.say({ type: "call_back", seconds: CALL_SECONDS })}
              >
                ${t("hosting.groups.call")}
              </button>`
          : html`<button slot="actions" class="button" @click=${this.#close}>${t("common.cancel")}</button>
              <button
                slot="actions"
                class="button primary"
                data-testid="open-groups"
                ?disabled=${this.chosen.size === 0}
                @click=${this.#open}
              >
                ${t("hosting.groups.open")}
              </button>`
      }
    </ui-dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "room-groups-dialog": RoomGroupsDialog;
  }
}
