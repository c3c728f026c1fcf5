import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../../i18n/index.js";
import type { Network } from "../../protocol/messages.gen.js";
import type { IconName } from "../../ui/icon.js";
import { base } from "../../ui/styles.js";
import "../../ui/icon.js";
import { type Action, RoomElement } from "./element.js";

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
  network?: Network;
}

/** The row of big buttons under the pictures; on a phone held sideways it stands beside them. */
@customElement("room-toolbar")
export class RoomToolbar extends RoomElement {
  static override styles = [
    base,
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
      button {
        position: relative;
        display: flex;
        flex-direction: column;
        align-items: center;
        justify-content: center;
        gap: 4px;
        flex: 0 1 104px;
        min-width: 0;
        min-height: 60px;
        padding: 6px 4px;
        border: 1px solid transparent;
        border-radius: var(--radius);
        background: transparent;
        color: var(--text);
        font: 600 0.8125rem/1.2 var(--font);
        cursor: pointer;
      }
      button:hover {
        background: var(--surface-2);
      }
      button.on {
        background: var(--accent-soft);
      }
      button.off {
        background: var(--danger-soft);
        color: var(--danger);
      }
      button.leave {
        background: var(--danger);
        color: var(--danger-text);
      }
      button.leave:hover {
        filter: brightness(0.93);
      }
      ui-icon {
        width: 26px;
        height: 26px;
      }
      .badge {
        position: absolute;
        top: 2px;
        inset-inline-start: calc(50% + 8px);
        min-width: 22px;
        padding: 2px 6px;
        border-radius: 11px;
        background: var(--danger);
        color: var(--danger-text);
        font-size: 0.8125rem;
      }
      .network {
        position: absolute;
        top: 2px;
        inset-inline-start: calc(50% + 10px);
        color: var(--danger);
        width: 20px;
        height: 20px;
      }
      .network.weak {
        color: var(--warn);
      }
      .warning {
        position: absolute;
        top: 2px;
        inset-inline-start: calc(50% + 10px);
        color: var(--danger);
        width: 20px;
        height: 20px;
      }
      @media (max-width: 420px) {
        nav {
          gap: 2px;
          padding-inline: 4px;
        }
        button {
          padding-inline: 0;
          font-size: 0.6875rem;
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
        button {
          flex: 1 1 auto;
          min-height: 50px;
          padding: 2px;
          gap: 2px;
        }
        ui-icon {
          width: 22px;
          height: 22px;
        }
      }
      @media (forced-colors: active) {
        button {
          border-color: ButtonText;
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
  @property({ type: Boolean }) peopleOpen = false;
  @property({ type: Boolean }) fullscreen = false;
  @property({ type: Boolean }) canFullscreen = false;
  @property({ type: Number }) waiting = 0;
  /** One's own, as it is shown. */
  @property() network: Network = "good";

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
    const { sharing, fullscreen, peopleOpen, waiting } = this;
    const share: Tool = {
      action: { do: "screen" },
      testid: "share-screen",
      icon: "screen",
      text: t(sharing ? "room.screen.stop" : "room.screen"),
      look: sharing ? "on" : undefined,
    };
    const whole: Tool = {
      action: { do: "fullscreen" },
      testid: "fullscreen",
      icon: "fullscreen",
      text: t(fullscreen ? "room.fullscreen.exit" : "room.fullscreen"),
    };
    return [
      ...(this.canShare ? [share] : []),
      {
        action: { do: "people" },
        testid: "people",
        icon: "people",
        text: t("room.people"),
        look: peopleOpen ? "on" : undefined,
        expanded: peopleOpen,
        badge: waiting,
      },
      {
        action: { do: "devices" },
        testid: "devices",
        icon: "settings",
        text: t("room.devices"),
        network: this.network,
      },
      ...(this.canFullscreen ? [whole] : []),
      { action: { do: "leave" }, testid: "leave", icon: "leave", text: t("room.leave"), look: "leave" },
    ];
  }

  #button(tool: Tool): TemplateResult {
    const { pressed, expanded, badge } = tool;
    return html`<button
      type="button"
      class=${tool.look ?? ""}
      data-testid=${tool.testid}
      aria-pressed=${pressed === undefined ? nothing : pressed ? "true" : "false"}
      aria-expanded=${expanded === undefined ? nothing : expanded ? "true" : "false"}
      aria-keyshortcuts=${tool.keys ?? nothing}
      @click=${() => this.act(tool.action)}
    >
      <ui-icon name=${tool.icon}></ui-icon><span>${tool.text}</span>
      ${badge ? html`<span class="badge">${badge}</span>` : nothing}
      ${tool.warning ? html`<ui-icon class="warning" name="warning"></ui-icon>` : nothing}
      ${this.#network(tool.network)}
    </button>`;
  }

  #network(network: Network | undefined) {
    if (network === undefined || network === "good") return nothing;
    return html`<ui-icon class="network ${network}" name="network-${network}"></ui-icon
      ><span class="visually-hidden" data-testid="own-network" data-network=${network}
        >${t(`room.network.own.${network}`)}</span
      >`;
  }

  override render() {
    return html`<nav aria-label=${t("room.tools")}>
      ${[...this.#switches(), ...this.#tools()].map((tool) => this.#button(tool))}
    </nav>`;
  }
}
