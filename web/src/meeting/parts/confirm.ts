import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../../i18n/index.js";
import { base, buttons } from "../../ui/styles.js";
import "../../ui/dialog.js";
import type { Named } from "./actions.js";
import { RoomElement } from "./element.js";

/** What cannot be undone: somebody is removed, or the meeting ends. */
export type Question = ({ readonly ask: "remove" } & Named) | { readonly ask: "end" };

/** Asks before what cannot be undone. */
@customElement("room-confirm")
export class RoomConfirm extends RoomElement {
  static override styles = [base, buttons];
  @property({ attribute: false }) question: Question | null = null;

  #answer(yes: boolean): void {
    this.dispatchEvent(new CustomEvent<boolean>("answer", { detail: yes }));
  }

  override render() {
    const { question } = this;
    const values = { name: question?.ask === "remove" ? question.name : "" };
    const key = question?.ask ?? "end";
    return html`<ui-dialog
      heading=${t(`room.confirm.${key}.title`, values)}
      ?open=${question !== null}
      @close=${() => this.#answer(false)}
    >
      <p>${t(`room.confirm.${key}.text`, values)}</p>
      ${
        question
          ? html`<button slot="actions" class="button" @click=${() => this.#answer(false)}>
                ${t("common.cancel")}
              </button>
              <button slot="actions" class="button danger" data-testid="confirm" @click=${() => this.#answer(true)}>
                ${t(question.ask === "end" ? "room.people.end" : "room.people.remove")}
              </button>`
          : nothing
      }
    </ui-dialog>`;
  }
}
