import { css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../../i18n/index.js";
import "../../i18n/hosting.js";
import type { Person } from "../../protocol/messages.gen.js";
import { me } from "../../state/room.js";
import { base, buttons } from "../../ui/styles.js";
import type { Meeting } from "../parts/meeting.js";
import { menuStyles, RoomMenu } from "../parts/menu.js";
import { personEntries } from "./person-entries.js";

const GAP = 4;

/** What a host may do about one person, behind one button. */
@customElement("room-person-menu")
export class RoomPersonMenu extends RoomMenu {
  static override styles = [
    base,
    buttons,
    menuStyles,
    css`
      .button {
        padding: 0;
      }
      [popover] {
        inset-inline-end: 12px;
        top: var(--menu-top, 10vh);
        width: min(20rem, calc(100vw - 24px));
        max-height: calc(100dvh - 24px);
      }
    `,
  ];
  @property({ attribute: false }) person!: Person;

  protected override follows({ room, moderation }: Meeting) {
    return [room, moderation];
  }

  override willUpdate() {
    const { room, moderation, you } = this.meeting;
    const own = me(room.state);
    this.groups = personEntries({
      person: this.person,
      self: this.person.id === you,
      owner: own?.role === "host",
      moderation: moderation.state,
      place: own?.place ?? "",
      actions: this.actions,
    });
  }

  /** Under its button, or as far up as it must be to be seen whole. */
  protected override opened(): void {
    const { bottom } = this.button.getBoundingClientRect();
    const lowest = window.innerHeight - this.menu.offsetHeight - 3 * GAP;
    this.menu.style.setProperty("--menu-top", `${Math.max(GAP, Math.min(bottom + GAP, lowest))}px`);
    super.opened();
  }

  override render() {
    const { name } = this.person;
    const label = t("hosting.person.menu", { name });
    return html`<button
        type="button"
        class="button icon"
        data-testid="person-menu"
        data-name=${name}
        aria-haspopup="menu"
        aria-expanded=${this.open ? "true" : "false"}
        aria-label=${label}
        title=${label}
        @click=${this.toggle}
      >
        <ui-icon name="more"></ui-icon>
      </button>
      ${this.lines(label)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "room-person-menu": RoomPersonMenu;
  }
}
