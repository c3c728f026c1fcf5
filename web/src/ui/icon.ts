import { css, html, LitElement, type SVGTemplateResult, svg } from "lit";
import { customElement, property } from "lit/decorators.js";

const SLASH = svg`<path d="M4 3l16 18" />`;
const MIC = svg`<rect x="9" y="3" width="6" height="11" rx="3" /><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3M8.5 21h7" />`;
const FAINT = "0.3";
const CAMERA = svg`<rect x="2.5" y="6" width="13" height="12" rx="2.5" /><path d="M15.5 10.5l6-3.5v10l-6-3.5" />`;

/** Drawn on 24 by 24 with a line of 2; all of them ours. */
const ICONS = {
  mic: MIC,
  "mic-off": svg`${MIC}${SLASH}`,
  camera: CAMERA,
  "camera-off": svg`${CAMERA}${SLASH}`,
  screen: svg`<rect x="2.5" y="4" width="19" height="13" rx="2" /><path d="M8 21h8M12 14V8M9 10.5L12 7.5l3 3" />`,
  people: svg`<circle cx="9" cy="8" r="3.5" /><path d="M2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M16 4.8a3.5 3.5 0 0 1 0 6.4M18 14.6c2.1.8 3.5 2.7 3.5 5.4" />`,
  settings: svg`<path d="M4 7h9M17 7h3M4 17h3M11 17h9" /><circle cx="15" cy="7" r="2" /><circle cx="9" cy="17" r="2" />`,
  fullscreen: svg`<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5" />`,
  leave: svg`<path d="M2.5 14.5c5-5.3 14-5.3 19 0l-2.6 3-4-1.8v-3c-1.9-.5-3.9-.5-5.8 0v3l-4 1.8z" />`,
  blur: svg`<circle cx="12" cy="9" r="3.2" /><path d="M5.5 20c.4-3.6 3-5.8 6.5-5.8s6.1 2.2 6.5 5.8" /><path d="M3 5v.01M3 10v.01M3 15v.01M21 5v.01M21 10v.01M21 15v.01M7 3v.01M17 3v.01" />`,
  check: svg`<path d="M4.5 12.5l5 5 10-11" />`,
  close: svg`<path d="M5.5 5.5l13 13M18.5 5.5l-13 13" />`,
  copy: svg`<rect x="8.5" y="8.5" width="12" height="12" rx="2" /><path d="M15.5 8.5v-3a2 2 0 0 0-2-2h-8a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h3" />`,
  qr: svg`<rect x="3.5" y="3.5" width="6" height="6" /><rect x="14.5" y="3.5" width="6" height="6" /><rect x="3.5" y="14.5" width="6" height="6" /><path d="M14 14h3v3M20.5 14v.01M20.5 17.5v3H17M14 20.5v.01" />`,
  speaker: svg`<path d="M3.5 9.5v5h3.5l5 4.5v-14l-5 4.5zM16 9a4.2 4.2 0 0 1 0 6M18.8 6.2a8.2 8.2 0 0 1 0 11.6" />`,
  warning: svg`<path d="M12 3.5L1.8 20.5h20.4zM12 10v5M12 17.8v.01" />`,
  more: svg`<path d="M5 12v.01M12 12v.01M19 12v.01" />`,
  bell: svg`<path d="M6 16.5v-6a6 6 0 0 1 12 0v6l2 2H4zM10 21.5h4" />`,
  "network-weak": svg`<g stroke-width="4"><path d="M4.5 20v-4M12 20v-9" /><path d="M19.5 20V5" opacity=${FAINT} /></g>`,
  "network-bad": svg`<g stroke-width="4"><path d="M4.5 20v-4" /><path d="M12 20v-9M19.5 20V5" opacity=${FAINT} /></g><path d="M4 4l7 7M11 4l-7 7" />`,
  phone: svg`<path d="M4 4.5h4l2 5-2.5 1.8a12 12 0 0 0 5.2 5.2l1.8-2.5 5 2v4c0 .6-.5 1-1 1A16 16 0 0 1 3 5.5c0-.5.4-1 1-1z" />`,
  globe: svg`<circle cx="12" cy="12" r="9" /><path d="M3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18" />`,
  back: svg`<path d="M20 12H4M11 5l-7 7 7 7" />`,
  plus: svg`<path d="M12 4.5v15M4.5 12h15" />`,
  lock: svg`<rect x="5" y="10.5" width="14" height="10" rx="2" /><path d="M8 10.5V7.5a4 4 0 0 1 8 0v3" />`,
  shield: svg`<path d="M12 3l8 3v6c0 5-3.5 8-8 9.5C7.5 20 4 17 4 12V6z" /><path d="M8.5 12l2.5 2.5 4.5-5" />`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof ICONS;

/** A picture beside words, hidden from screen readers; the words are the name. */
@customElement("ui-icon")
export class UiIcon extends LitElement {
  static override styles = css`
    :host {
      display: inline-flex;
      width: 1.35em;
      height: 1.35em;
      vertical-align: -0.3em;
    }
    svg {
      width: 100%;
      height: 100%;
      fill: none;
      stroke: currentColor;
      stroke-width: 2;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `;
  @property() name: IconName = "check";

  override render() {
    return html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">${ICONS[this.name]}</svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ui-icon": UiIcon;
  }
}
