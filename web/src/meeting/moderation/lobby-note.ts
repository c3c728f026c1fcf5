import { css, html } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../i18n/index.js";
import "../../i18n/hosting.js";
import "../../i18n/moderation.js";
import { type LobbySentence, MAX_LOBBY_NOTE } from "../../protocol/messages.gen.js";
import { fields } from "../../ui/field.js";
import { base, buttons } from "../../ui/styles.js";
import "../../ui/icon.js";
import { RoomElement } from "../parts/element.js";

const SENTENCES: readonly LobbySentence[] = ["five_minutes", "fifteen_minutes", "soon", "others_first"];

/** Something to those who wait: one of the usual sentences by one press, or a short text. */
@customElement("room-lobby-note")
export class RoomLobbyNote extends RoomElement {
  static override styles = [
    base,
    buttons,
    fields,
    css`
      :host {
        display: block;
        margin-top: var(--space-2);
      }
      .panel {
        display: grid;
        gap: var(--space-2);
        margin-top: var(--space-2);
        padding: var(--space-3);
        border-radius: var(--radius);
        background: var(--surface-2);
      }
      .sentence {
        justify-content: start;
        text-align: start;
        font-weight: 500;
        font-size: 0.9375rem;
      }
      form {
        display: grid;
        gap: var(--space-2);
        margin-top: var(--space-2);
      }
      .open {
        font-size: 0.9375rem;
      }
    `,
  ];
  /** Null for everybody who waits. */
  @property({ attribute: false }) guest: { readonly id: string; readonly name: string } | null = null;
  @state() protected open = false;
  @state() protected text = "";

  #write(sentence: LobbySentence | null, text: string): void {
    this.open = false;
    this.text = "";
    const message = { type: "write_to_lobby", participant: this.guest?.id ?? null, sentence, text } as const;
    this.actions.say(message, t("hosting.write.sent"));
  }

  #submit(event: Event): void {
    event.preventDefault();
    if (this.text.trim()) this.#write(null, this.text.trim());
  }

  #panel() {
    return html`<div class="panel" id="panel">
      ${SENTENCES.map(
        (sentence) =>
          html`<button
            type="button"
            class="button sentence"
            data-testid="note"
            data-sentence=${sentence}
            @click=${() => this.#write(sentence, "")}
          >
            ${t(`moderation.note.${sentence}`)}
          </button>`,
      )}
      <form @submit=${this.#submit}>
        <label for="own">${t("hosting.write.own")}</label>
        <input
          id="own"
          data-testid="note-text"
          maxlength=${MAX_LOBBY_NOTE}
          autocomplete="off"
          .value=${this.text}
          @input=${(event: Event) => {
            this.text = (event.target as HTMLInputElement).value;
          }}
        />
        <button class="button" data-testid="note-send" ?disabled=${!this.text.trim()}>
          ${t("hosting.write.send")}
        </button>
      </form>
    </div>`;
  }

  override render() {
    const label = this.guest ? t("hosting.write.one", { name: this.guest.name }) : t("hosting.write");
    return html`<button
        class="button quiet open"
        data-testid="write-note"
        data-name=${this.guest?.name ?? ""}
        aria-expanded=${this.open ? "true" : "false"}
        @click=${() => {
          this.open = !this.open;
        }}
      >
        <ui-icon name="write"></ui-icon>${label}
      </button>
      ${this.open ? this.#panel() : ""}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "room-lobby-note": RoomLobbyNote;
  }
}
