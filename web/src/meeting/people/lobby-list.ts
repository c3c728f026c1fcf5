import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { formatTime, t } from "../../i18n/index.js";
import type { Waiting } from "../../protocol/messages.gen.js";
import { base, buttons } from "../../ui/styles.js";
import "../../ui/icon.js";
import { RoomElement } from "../parts/element.js";
import { howIdentified } from "../../i18n/identity.js";

/** Who waits, one by one, each with their own two buttons. */
@customElement("room-lobby")
export class RoomLobby extends RoomElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
        display: grid;
        gap: var(--space-4);
      }
      .name {
        font-weight: 700;
        font-size: 1.0625rem;
        overflow-wrap: anywhere;
      }
      .soft {
        color: var(--text-soft);
        font-size: 0.9375rem;
      }
      .warn {
        display: flex;
        gap: var(--space-2);
        margin-top: var(--space-2);
        padding: var(--space-2) var(--space-3);
        border-radius: var(--radius);
        background: var(--warn-soft);
        font-size: 0.9375rem;
        line-height: 1.4;
      }
      .warn ui-icon {
        flex: none;
        color: var(--warn);
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        margin-top: var(--space-3);
      }
      .buttons .primary {
        flex: 2 1 7rem;
      }
      .buttons .button:not(.primary) {
        flex: 1 1 6rem;
      }
    `,
  ];
  @property({ attribute: false }) waiting: readonly Waiting[] = [];

  #warning(text: string): TemplateResult {
    return html`<div class="warn"><ui-icon name="warning"></ui-icon><span>${text}</span></div>`;
  }

  #person({
    id,
    name,
    kind,
    since,
    second_device,
    shared_link,
    like_a_host,
    identified_by,
    missing,
  }: Waiting): TemplateResult {
    const details = [kind && t(`common.kind.${kind}`), t("room.lobby.since", { time: formatTime(since) })];
    return html`<li>
      <div class="name">${name}</div>
      <div class="soft">${details.filter(Boolean).join(" · ")}</div>
      <div class="soft" data-testid="identity" data-methods=${identified_by.join(" ")}>
        ${t("room.identity.by", { how: howIdentified(identified_by) })}
      </div>
      ${missing.length > 0 ? this.#warning(t("room.identity.missing")) : nothing}
      ${second_device ? this.#warning(t("room.lobby.second_device")) : nothing}
      ${shared_link ? this.#warning(t("room.lobby.shared_link")) : nothing}
      ${like_a_host ? this.#warning(t("room.lobby.like_a_host")) : nothing}
      <div class="buttons">
        <button
          class="button primary"
          data-testid="admit"
          data-name=${name}
          aria-label=${t("room.lobby.admit.name", { name })}
          @click=${() => this.actions.say({ type: "admit", participant: id })}
        >
          <ui-icon name="check"></ui-icon>${t("room.lobby.admit")}
        </button>
        <button
          class="button"
          data-testid="deny"
          data-name=${name}
          aria-label=${t("room.lobby.deny.name", { name })}
          @click=${() => this.actions.say({ type: "deny", participant: id })}
        >
          ${t("room.lobby.deny")}
        </button>
      </div>
    </li>`;
  }

  override render() {
    return html`<ul>
      ${repeat(
        this.waiting,
        (guest) => guest.id,
        (guest) => this.#person(guest),
      )}
    </ul>`;
  }
}
