import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { canShareScreen } from "../../call/peer/screen.js";
import { t } from "../../i18n/index.js";
import { isPhone } from "../../lib/phone.js";
import { hands } from "../../state/room.js";
import type { IconName } from "../../ui/icon.js";
import { base } from "../../ui/styles.js";
import "../../ui/icon.js";
import { pictureEntries } from "./picture-menu.js";
import "../devices/mic-meter.js";
import { Unread } from "../chat/unread.js";
import type { Panel, Presentable } from "../parts/actions.js";
import { MeetingElement } from "../parts/element.js";
import type { Meeting } from "../parts/meeting.js";
import "./more-menu.js";
import type { MenuEntry } from "../parts/menu.js";
import "../moderation/hand.js";
import { toolButton } from "../parts/tool-button.js";

interface Tool {
  press: () => void;
  testid: string;
  icon: IconName;
  text: string;
  look?: "off" | "leave" | "on" | undefined;
  pressed?: boolean;
  expanded?: boolean;
  keys?: string;
  badge?: number;
  warning?: boolean;
  meter?: boolean;
}

/** The row of big buttons under the pictures; on a phone held sideways it stands beside them. */
@customElement("room-toolbar")
export class RoomToolbar extends MeetingElement {
  static override styles = [
    base,
    toolButton,
    css`
      :host {
        display: block;
        background: var(--surface);
        border-top: 1px solid var(--border);
      }
      nav {
        display: flex;
        justify-content: center;
        gap: var(--space-2);
        padding: var(--space-2) max(var(--space-2), env(safe-area-inset-right))
          calc(var(--space-2) + env(safe-area-inset-bottom)) max(var(--space-2), env(safe-area-inset-left));
      }
      @media (max-width: 420px) {
        nav {
          gap: 2px;
          padding-inline: 4px;
        }
      }
      @media (max-height: 480px) and (orientation: landscape) {
        :host {
          border-top: 0;
          border-inline-start: 1px solid var(--border);
          overflow-y: auto;
        }
        nav {
          flex-direction: column;
          justify-content: start;
          gap: 2px;
          width: 92px;
          min-height: 100%;
          padding: 4px max(4px, env(safe-area-inset-right)) 4px 4px;
        }
      }
    `,
  ];
  @property({ attribute: false }) panel: Panel | null = null;
  readonly #canShare = canShareScreen();
  readonly #canFullscreen = document.fullscreenEnabled && !isPhone();
  readonly #onFullscreen = () => this.requestUpdate();
  #unread: Unread | null = null;

  protected override follows({ session, room, moderation, layout }: Meeting) {
    return [session, session.devices, session.shared, room, moderation, layout];
  }

  override connectedCallback() {
    super.connectedCallback();
    this.#unread ??= new Unread(this.meeting.session.shared);
    document.addEventListener("fullscreenchange", this.#onFullscreen);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("fullscreenchange", this.#onFullscreen);
  }

  #switches(): Tool[] {
    const state = (on: boolean) => t(on ? "room.on" : "room.off");
    const { media, devices } = this.meeting.session;
    const { microphone, camera } = media;
    return [
      {
        press: () => this.actions.microphone(),
        testid: "toggle-microphone",
        icon: microphone ? "mic" : "mic-off",
        text: `${t("room.microphone.short")} ${state(microphone)}`,
        look: microphone ? undefined : "off",
        pressed: microphone,
        keys: "m",
        warning: devices.microphone.trouble !== null,
        meter: microphone,
      },
      {
        press: () => this.actions.camera(),
        testid: "toggle-camera",
        icon: camera ? "camera" : "camera-off",
        text: `${t("room.camera")} ${state(camera)}`,
        look: camera ? undefined : "off",
        pressed: camera,
        keys: "c",
        warning: devices.camera.trouble !== null,
      },
    ];
  }

  #tools(): Tool[] {
    const { session, room } = this.meeting;
    const { sharing } = session.screen;
    const share: Tool = {
      press: () => this.actions.screen(),
      testid: "share-screen",
      icon: "screen",
      text: t(sharing ? "room.screen.stop" : "room.screen"),
      look: sharing ? "on" : undefined,
    };
    return [
      ...(this.#canShare ? [share] : []),
      this.#panelTool("chat", "chat", t("room.chat"), this.#unread?.count(this.panel === "chat") ?? 0),
      this.#panelTool("people", "people", t("room.people"), room.state.waiting.length),
    ];
  }

  #panelTool(panel: Panel, icon: IconName, text: string, badge: number): Tool {
    const expanded = this.panel === panel;
    return {
      press: () => this.actions.panel(panel),
      testid: panel,
      icon,
      text,
      look: expanded ? "on" : undefined,
      expanded,
      badge,
    };
  }

  #more(): MenuEntry[][] {
    const whole: MenuEntry = {
      choose: () => this.actions.fullscreen(),
      testid: "fullscreen",
      icon: "fullscreen",
      text: t(document.fullscreenElement ? "room.fullscreen.exit" : "room.fullscreen"),
    };
    const devices: MenuEntry = {
      choose: () => this.actions.devices(),
      testid: "devices",
      icon: "settings",
      text: t("room.devices"),
    };
    const { pictures, support } = pictureEntries(
      this.meeting.layout.chosen,
      this.meeting.session.soundOnly,
      this.actions,
    );
    return [
      this.#presents(),
      this.meeting.host ? this.#moderates() : [],
      this.#canFullscreen ? [whole] : [],
      ...pictures,
      [devices],
      support,
    ];
  }

  #presents(): MenuEntry[] {
    const entry = (what: Presentable, icon: IconName): MenuEntry => ({
      choose: () => this.actions.present(what),
      testid: `show-${what}`,
      icon,
      text: t(`room.show.${what}`),
    });
    const board = entry("whiteboard", "whiteboard");
    // The server must not read what is said in such a meeting, and so takes no files.
    return this.meeting.room.state.meeting?.meeting_class !== "sensitive"
      ? [entry("paper", "paper"), entry("document", "document"), board]
      : [board];
  }

  /** What a host decides for everybody at once. */
  #moderates(): MenuEntry[] {
    const { freeSharing } = this.meeting.moderation.state;
    const muteAll: MenuEntry = {
      choose: () => this.actions.say({ type: "mute", participant: null }, t("room.mute_all.done")),
      testid: "mute-all",
      icon: "mic-off",
      text: t("room.mute_all"),
    };
    const free: MenuEntry = {
      choose: () => this.actions.say({ type: "share_freely", free: !freeSharing }),
      testid: "free-sharing",
      icon: "screen",
      text: t("room.free_sharing"),
      checked: freeSharing,
    };
    const open = (dialog: "aside" | "groups", icon: IconName): MenuEntry => ({
      choose: () => this.actions.open(dialog),
      testid: dialog,
      icon,
      text: t(`room.${dialog}`),
    });
    return [open("aside", "door"), open("groups", "people"), muteAll, free];
  }

  #button(tool: Tool): TemplateResult {
    const { pressed, expanded, badge } = tool;
    return html`<button
      type="button"
      class="tool ${tool.look ?? ""}"
      data-testid=${tool.testid}
      aria-pressed=${pressed === undefined ? nothing : pressed ? "true" : "false"}
      aria-expanded=${expanded === undefined ? nothing : expanded ? "true" : "false"}
      aria-keyshortcuts=${tool.keys ?? nothing}
      @click=${tool.press}
    >
      <ui-icon name=${tool.icon}></ui-icon><span>${tool.text}</span>
      ${tool.meter ? html`<mic-meter .listening=${this.meeting.listening}></mic-meter>` : nothing}
      ${badge ? html`<span class="badge">${badge}</span>` : nothing}
      ${tool.warning ? html`<ui-icon class="warning" name="warning"></ui-icon>` : nothing}
    </button>`;
  }

  override render() {
    const { room, handRaised } = this.meeting;
    const leave = () => this.actions.leave();
    return html`<nav aria-label=${t("room.tools")}>
      ${[...this.#switches(), ...this.#tools()].map((tool) => this.#button(tool))}
      <room-hand ?raised=${handRaised} .count=${hands(room.state).length}></room-hand>
      <room-more-menu .groups=${this.#more()}></room-more-menu>
      ${this.#button({ press: leave, testid: "leave", icon: "leave", text: t("room.leave"), look: "leave" })}
    </nav>`;
  }
}
