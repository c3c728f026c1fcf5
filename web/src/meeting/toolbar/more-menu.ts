import { css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { t } from "../../i18n/index.js";
import { base } from "../../ui/styles.js";
import "../../ui/icon.js";
import type { Meeting } from "../parts/meeting.js";
import { menuStyles, RoomMenu } from "../parts/menu.js";
import { toolButton } from "../parts/tool-button.js";

/** Everything that is not needed every minute: a button that opens a menu above it. */
@customElement("room-more-menu")
export class RoomMoreMenu extends RoomMenu {
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
        inset-inline-end: 8px;
        bottom: calc(84px + env(safe-area-inset-bottom));
        width: min(22rem, calc(100vw - 16px));
        max-height: calc(100dvh - 110px);
      }
      @media (min-width: 720px) and (min-height: 481px) {
        [popover] {
          width: 40rem;
          columns: 2;
          column-gap: var(--space-4);
        }
      }
      @media (max-width: 420px) {
        :host {
          flex: 1 1 0;
          min-width: min-content;
        }
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

  protected override follows({ signs }: Meeting) {
    return [signs];
  }

  override render() {
    const network = this.meeting.signs.own;
    return html`<button
        type="button"
        class="tool ${this.open ? "on" : ""}"
        data-testid="more"
        aria-haspopup="menu"
        aria-expanded=${this.open ? "true" : "false"}
        @click=${this.toggle}
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
      ${this.lines(t("room.more"))}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "room-more-menu": RoomMoreMenu;
  }
}
