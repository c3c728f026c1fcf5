import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../../i18n/index.js";
import type { Listening } from "../../call/devices/listening.js";
import type { Network } from "../../protocol/messages.gen.js";
import type { LayoutStore } from "../../state/layout-store.js";
import type { IconName } from "../../ui/icon.js";
import { base } from "../../ui/styles.js";
import "../../ui/icon.js";
import { pictureEntries } from "./picture-menu.js";
import "../devices/mic-meter.js";
import { type Action, type Panel, RoomElement } from "../parts/element.js";
import "./more-menu.js";
import type { MoreEntry } from "./more-menu.js";
import "../moderation/hand.js";
import { toolButton } from "../parts/tool-button.js";

interface Tool {
  action: Action;
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
export class RoomToolbar extends RoomElement {
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
  @property({ type: Boolean }) microphone = false;
  @property({ type: Boolean }) camera = false;
  @property({ type: Boolean }) microphoneTrouble = false;
  @property({ type: Boolean }) cameraTrouble = false;
  @property({ type: Boolean }) sharing = false;
  @property({ type: Boolean }) canShare = false;
  @property({ attribute: false }) panel: Panel | null = null;
  @property({ type: Boolean }) handRaised = false;
  /** How many hands are raised. */
  @property({ type: Number }) hands = 0;
  @property({ type: Boolean }) host = false;
  @property({ type: Boolean }) freeSharing = false;
  @property({ type: Boolean }) fullscreen = false;
  @property({ type: Boolean }) canFullscreen = false;
  @property({ type: Number }) waiting = 0;
  @property({ type: Number }) unread = 0;
  /** One's own, as it is shown. */
  @property() network: Network = "good";
  @property({ type: Boolean }) soundOnly = false;
  @property({ attribute: false }) layout: LayoutStore | null = null;
  @property({ attribute: false }) listening: Listening | null = null;

  @property({ type: Boolean }) filesAllowed = false;

  #switches(): Tool[] {
    const state = (on: boolean) => t(on ? "room.on" : "room.off");
    const { microphone, camera } = this;
    return [
      {
        action: { do: "microphone" },
        testid: "toggle-microphone",
        icon: microphone ? "mic" : "mic-off",
        text: `${t("room.microphone.short")} ${state(microphone)}`,
        look: microphone ? undefined : "off",
        pressed: microphone,
        keys: "m",
        warning: this.microphoneTrouble,
        meter: microphone,
      },
      {
        action: { do: "camera" },
        testid: "toggle-camera",
        icon: camera ? "camera" : "camera-off",
        text: `${t("room.camera")} ${state(camera)}`,
        look: camera ? undefined : "off",
        pressed: camera,
        keys: "c",
        warning: this.cameraTrouble,
      },
    ];
  }

  #tools(): Tool[] {
    const share: Tool = {
      action: { do: "screen" },
      testid: "share-screen",
      icon: "screen",
      text: t(this.sharing ? "room.screen.stop" : "room.screen"),
      look: this.sharing ? "on" : undefined,
    };
    return [
      ...(this.canShare ? [share] : []),
      this.#panelTool("chat", "chat", t("room.chat"), this.unread),
      this.#panelTool("people", "people", t("room.people"), this.waiting),
    ];
  }

  #panelTool(panel: Panel, icon: IconName, text: string, badge: number): Tool {
    const expanded = this.panel === panel;
    return {
      action: { do: "panel", panel },
      testid: panel,
      icon,
      text,
      look: expanded ? "on" : undefined,
      expanded,
      badge,
    };
  }

  #more(): MoreEntry[][] {
    const whole: MoreEntry = {
      action: { do: "fullscreen" },
      testid: "fullscreen",
      icon: "fullscreen",
      text: t(this.fullscreen ? "room.fullscreen.exit" : "room.fullscreen"),
    };
    const devices: MoreEntry = {
      action: { do: "devices" },
      testid: "devices",
      icon: "settings",
      text: t("room.devices"),
    };
    const { pictures, support } = pictureEntries(this.layout?.wish, this.soundOnly);
    return [
      this.#shows(),
      this.host ? this.#leading() : [],
      this.canFullscreen ? [whole] : [],
      ...pictures,
      [devices],
      support,
    ];
  }

  #shows(): MoreEntry[] {
    const entry = (what: "document" | "whiteboard" | "paper", icon: IconName): MoreEntry => ({
      action: { do: "show", what },
      testid: `show-${what}`,
      icon,
      text: t(`room.show.${what}`),
    });
    const board = entry("whiteboard", "whiteboard");
    // The server must not read what is said in such a meeting, and so takes no files.
    return this.filesAllowed ? [entry("paper", "paper"), entry("document", "document"), board] : [board];
  }

  /** What a host decides for everybody at once. */
  #leading(): MoreEntry[] {
    const muteAll: MoreEntry = {
      action: {
        do: "lead",
        wish: { wish: "say", message: { type: "mute", participant: null }, done: t("room.mute_all.done") },
      },
      testid: "mute-all",
      icon: "mic-off",
      text: t("room.mute_all"),
    };
    const free: MoreEntry = {
      action: { do: "lead", wish: { wish: "say", message: { type: "share_freely", free: !this.freeSharing } } },
      testid: "free-sharing",
      icon: "screen",
      text: t("room.free_sharing"),
      checked: this.freeSharing,
    };
    const open = (dialog: "aside" | "groups", icon: IconName): MoreEntry => ({
      action: { do: "lead", wish: { wish: "seen", action: { type: "dialog", dialog } } },
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
      @click=${() => this.act(tool.action)}
    >
      <ui-icon name=${tool.icon}></ui-icon><span>${tool.text}</span>
      ${tool.meter ? html`<mic-meter .listening=${this.listening}></mic-meter>` : nothing}
      ${badge ? html`<span class="badge">${badge}</span>` : nothing}
      ${tool.warning ? html`<ui-icon class="warning" name="warning"></ui-icon>` : nothing}
    </button>`;
  }

  override render() {
    return html`<nav aria-label=${t("room.tools")}>
      ${[...this.#switches(), ...this.#tools()].map((tool) => this.#button(tool))}
      <room-hand ?raised=${this.handRaised} .count=${this.hands}></room-hand>
      <room-more-menu .groups=${this.#more()} .network=${this.network}></room-more-menu>
      ${this.#button({ action: { do: "leave" }, testid: "leave", icon: "leave", text: t("room.leave"), look: "leave" })}
    </nav>`;
  }
}
