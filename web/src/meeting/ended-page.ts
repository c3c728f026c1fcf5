import { css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { EndReason } from "../call/phase.js";
import { inLanguage, t } from "../i18n/index.js";
import type { Text } from "../protocol/messages.gen.js";
import { base, buttons, page } from "../ui/styles.js";
import "../ui/icon.js";
import { RoomElement } from "./parts/element.js";

const BAD: ReadonlySet<EndReason> = new Set([
  "lost",
  "slow_consumer",
  "protocol",
  "refused",
  "server_stopping",
  "signed_out",
]);

/** It is over, why, and what one can do now. */
@customElement("room-ended")
export class RoomEnded extends RoomElement {
  static override styles = [
    base,
    buttons,
    page,
    css`
      :host {
        padding-top: 6dvh;
      }
      h1:focus {
        outline: none;
      }
      .mark {
        display: grid;
        place-items: center;
        width: 64px;
        height: 64px;
        margin-bottom: var(--space-4);
        border-radius: 50%;
        background: var(--accent-soft);
        color: var(--accent);
      }
      .mark.bad {
        background: var(--warn-soft);
        color: var(--warn);
      }
      .mark ui-icon {
        width: 34px;
        height: 34px;
      }
      .row {
        margin-top: var(--space-5);
      }
    `,
  ];
  @property() reason: EndReason = "left";
  @property({ type: Boolean }) again = false;
  @property({ attribute: false }) text: Text | null = null;
  @property({ type: Boolean }) staff = false;
  /** The others are still in there, and this is their host. */
  @property({ type: Boolean }) goesOn = false;

  #again() {
    if (this.reason === "left") return t("room.again.join");
    return t(this.reason === "replaced" ? "room.again.here" : "room.again");
  }

  override render() {
    const { reason } = this;
    const bad = BAD.has(reason);
    const text = (this.text && inLanguage(this.text)) || t(`room.ended.${reason}.text`);
    return html`<div class="card narrow" data-testid="ended" data-reason=${reason}>
      <div class="mark ${bad ? "bad" : ""}"><ui-icon name=${bad ? "warning" : "check"}></ui-icon></div>
      <h1 tabindex="-1">${t(`room.ended.${reason}.title`)}</h1>
      <p>${text}</p>
      <p>${t(this.goesOn ? "room.goes_on" : "room.close_page")}</p>
      <div class="row">
        ${
          this.again
            ? html`<button class="button primary" data-testid="again" @click=${() => this.actions.again()}>
                ${this.#again()}
              </button>`
            : nothing
        }
        ${
          this.goesOn
            ? html`<button class="button" data-testid="end-meeting" @click=${() => this.actions.endLeft()}>
                ${t("room.people.end")}
              </button>`
            : nothing
        }
        ${this.staff ? html`<a class="button" href="/meetings">${t("room.to_meetings")}</a>` : nothing}
      </div>
    </div>`;
  }
}
