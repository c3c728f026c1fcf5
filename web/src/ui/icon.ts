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
  pin: svg`<path d="M9 3.5h6l-.8 6.2 3.3 3.8h-11l3.3-3.8zM12 13.5V21" />`,
  grid: svg`<rect x="3.5" y="4.5" width="7.5" height="6.5" rx="1.5" /><rect x="13.5" y="4.5" width="7.5" height="6.5" rx="1.5" /><rect x="3.5" y="13.5" width="7.5" height="6.5" rx="1.5" /><rect x="13.5" y="13.5" width="7.5" height="6.5" rx="1.5" />`,
  large: svg`<rect x="3" y="4.5" width="18" height="10.5" rx="2" /><path d="M4 19.5h4M10 19.5h4M16 19.5h4" />`,
  side: svg`<rect x="3" y="5" width="10.5" height="14" rx="2" /><rect x="16" y="5" width="5" height="6" rx="1.5" /><rect x="16" y="13.5" width="5" height="5.5" rx="1.5" />`,
  "picture-in-picture": svg`<rect x="2.5" y="4.5" width="19" height="15" rx="2" /><rect x="12" y="11.5" width="7" height="5.5" rx="1" />`,
  help: svg`<circle cx="12" cy="12" r="9" /><path d="M9.3 9.5a2.7 2.7 0 1 1 3.9 2.4c-.8.4-1.2 1-1.2 1.9M12 17v.01" />`,
  blur: svg`<circle cx="12" cy="9" r="3.2" /><path d="M5.5 20c.4-3.6 3-5.8 6.5-5.8s6.1 2.2 6.5 5.8" /><path d="M3 5v.01M3 10v.01M3 15v.01M21 5v.01M21 10v.01M21 15v.01M7 3v.01M17 3v.01" />`,
  check: svg`<path d="M4.5 12.5l5 5 10-11" />`,
  close: svg`<path d="M5.5 5.5l13 13M18.5 5.5l-13 13" />`,
  copy: svg`<rect x="8.5" y="8.5" width="12" height="12" rx="2" /><path d="M15.5 8.5v-3a2 2 0 0 0-2-2h-8a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h3" />`,
  qr: svg`<rect x="3.5" y="3.5" width="6" height="6" /><rect x="14.5" y="3.5" width="6" height="6" /><rect x="3.5" y="14.5" width="6" height="6" /><path d="M14 14h3v3M20.5 14v.01M20.5 17.5v3H17M14 20.5v.01" />`,
  speaker: svg`<path d="M3.5 9.5v5h3.5l5 4.5v-14l-5 4.5zM16 9a4.2 4.2 0 0 1 0 6M18.8 6.2a8.2 8.2 0 0 1 0 11.6" />`,
  warning: svg`<path d="M12 3.5L1.8 20.5h20.4zM12 10v5M12 17.8v.01" />`,
  more: svg`<path d="M5 12v.01M12 12v.01M19 12v.01" stroke-width="3.5" />`,
  bell: svg`<path d="M6 16.5v-6a6 6 0 0 1 12 0v6l2 2H4zM10 21.5h4" />`,
  "network-weak": svg`<g stroke-width="4"><path d="M4.5 20v-4M12 20v-9" /><path d="M19.5 20V5" opacity=${FAINT} /></g>`,
  "network-bad": svg`<g stroke-width="4"><path d="M4.5 20v-4" /><path d="M12 20v-9M19.5 20V5" opacity=${FAINT} /></g><path d="M4 4l7 7M11 4l-7 7" />`,
  network: svg`<g stroke-width="4"><path d="M4.5 20v-4M12 20v-9M19.5 20V5" /></g>`,
  phone: svg`<path d="M4 4.5h4l2 5-2.5 1.8a12 12 0 0 0 5.2 5.2l1.8-2.5 5 2v4c0 .6-.5 1-1 1A16 16 0 0 1 3 5.5c0-.5.4-1 1-1z" />`,
  globe: svg`<circle cx="12" cy="12" r="9" /><path d="M3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18" />`,
  back: svg`<path d="M20 12H4M11 5l-7 7 7 7" />`,
  plus: svg`<path d="M12 4.5v15M4.5 12h15" />`,
  hand: svg`<path d="M8 12.5V5.3a1.6 1.6 0 0 1 3.2 0V11M11.2 10V3.8a1.6 1.6 0 0 1 3.2 0V11M14.4 10.5V5.6a1.6 1.6 0 0 1 3.2 0v8.6c0 4.2-2.7 7.3-6.6 7.3-3 0-4.7-1.5-6-4.2L3.3 13.6a1.6 1.6 0 0 1 2.8-1.5L8 14.5" />`,
  spotlight: svg`<path d="M12 3.2l2.7 5.6 6.1.8-4.5 4.3 1.1 6.1-5.4-3-5.4 3 1.1-6.1L3.2 9.6l6.1-.8z" />`,
  write: svg`<path d="M4 20l1-4.5L16.5 4a2 2 0 0 1 2.8 0l.7.7a2 2 0 0 1 0 2.8L8.5 19zM14 6.5l3.5 3.5" />`,
  door: svg`<path d="M6 21V4.5a1.5 1.5 0 0 1 1.5-1.5h9A1.5 1.5 0 0 1 18 4.5V21M3.5 21h17M14.5 12.5v.01" />`,
  thumbs_up: svg`<path d="M7.5 11v9.5H4.6A1.6 1.6 0 0 1 3 18.9v-6.3A1.6 1.6 0 0 1 4.6 11zM7.5 11l4-7.8c1.5 0 2.5 1 2.3 2.6l-.6 3.7h5.6a2 2 0 0 1 2 2.4l-1.4 6.9a2 2 0 0 1-2 1.7H7.5" />`,
  heart: svg`<path d="M12 20.5S3 15 3 9a4.8 4.8 0 0 1 9-2.3A4.8 4.8 0 0 1 21 9c0 6-9 11.5-9 11.5z" />`,
  clap: svg`<path d="M5.2 13.2L4 12a1.5 1.5 0 0 1 2.1-2.1l3.4 3.4L5.9 9.6A1.5 1.5 0 0 1 8 7.5l4.4 4.4-2.8-2.8a1.5 1.5 0 0 1 2.1-2.1l5.2 5.2-.5-2.6a1.4 1.4 0 0 1 2.7-.6l1.4 5.6a5.6 5.6 0 0 1-9.4 5.3z" /><path d="M13 2.5v2M17.5 3.5l-1 1.7M20.8 6.8l-1.8.9" />`,
  laugh: svg`<circle cx="12" cy="12" r="9" /><path d="M7.5 13.5h9a4.5 4.5 0 0 1-9 0zM8 9.5l1-1 1 1M14 9.5l1-1 1 1" />`,
  surprise: svg`<circle cx="12" cy="12" r="9" /><circle cx="12" cy="15.5" r="2.2" /><path d="M9 9.2v.6M15 9.2v.6" />`,
  slower: svg`<path d="M3 15.5c0-4.5 3.2-7.5 7-7.5s7 3 7 7.5zM17 14c.3-2.4 1.2-4 2.6-4 1.2 0 1.9.9 1.9 2 0 1.9-1.8 3.5-4.5 3.5M6 15.5V19M14 15.5V19M10 8v7.5" />`,
  lock: svg`<rect x="5" y="10.5" width="14" height="10" rx="2" /><path d="M8 10.5V7.5a4 4 0 0 1 8 0v3" />`,
  shield: svg`<path d="M12 3l8 3v6c0 5-3.5 8-8 9.5C7.5 20 4 17 4 12V6z" /><path d="M8.5 12l2.5 2.5 4.5-5" />`,
  chat: svg`<path d="M4 5h16v11H10l-4.5 4v-4H4zM8 9.5h8M8 12.5h5" />`,
  file: svg`<path d="M6 3h8l4.5 4.5V21H6zM14 3v5h4.5" />`,
  clip: svg`<path d="M20 11.5l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.4a1.6 1.6 0 0 1-2.3-2.3l7.6-7.5" />`,
  send: svg`<path d="M4 12L3 4l18 8-18 8zM4 12h8" />`,
  pause: svg`<path d="M8.5 5v14M15.5 5v14" />`,
  play: svg`<path d="M7 4.5l12 7.5-12 7.5z" />`,
  move: svg`<path d="M12 3v18M3 12h18M9 5.5L12 2.5l3 3M9 18.5l3 3 3-3M5.5 9l-3 3 3 3M18.5 9l3 3-3 3" />`,
  pointer: svg`<path d="M6 3.5l12.5 9-6 1.2-3.2 6z" />`,
  pen: svg`<path d="M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19zM13.5 7l3.5 3.5" />`,
  highlighter: svg`<path d="M9 15l-2.5-2.5L16 4l4 4-8.5 9.5zM6.5 12.5L5 17l4.5-1.5M3.5 20.5h12" />`,
  eraser: svg`<path d="M8 19.5L3.5 15 13.5 5l6 6-8.5 8.5zM8.5 10l6 6M8 19.5h12" />`,
  shapes: svg`<rect x="3.5" y="10.5" width="10" height="10" rx="1" /><circle cx="15" cy="9" r="5.5" />`,
  line: svg`<path d="M4.5 19.5l15-15" />`,
  arrow: svg`<path d="M4.5 19.5l15-15M10.5 4.5h9v9" />`,
  rectangle: svg`<rect x="3.5" y="5.5" width="17" height="13" rx="1" />`,
  ellipse: svg`<ellipse cx="12" cy="12" rx="9" ry="7" />`,
  text: svg`<path d="M5 7V4.5h14V7M12 4.5v15M9 19.5h6" />`,
  note: svg`<path d="M4 4h16v10l-6 6H4zM14 20v-6h6" />`,
  image: svg`<rect x="3" y="4.5" width="18" height="15" rx="2" /><circle cx="8.5" cy="9.5" r="1.5" /><path d="M4 18l5.5-5.5 3.5 3.5 3-3 4.5 4.5" />`,
  undo: svg`<path d="M8 4.5L3.5 9 8 13.5M3.5 9h10a6 6 0 0 1 0 12H8" />`,
  redo: svg`<path d="M16 4.5L20.5 9 16 13.5M20.5 9h-10a6 6 0 0 0 0 12H16" />`,
  trash: svg`<path d="M4 6.5h16M9 6.5V4h6v2.5M6 6.5l1 14h10l1-14M10 11v5.5M14 11v5.5" />`,
  download: svg`<path d="M12 3.5v12M6.5 10.5L12 16l5.5-5.5M4 20.5h16" />`,
  minus: svg`<path d="M4.5 12h15" />`,
  whiteboard: svg`<rect x="3" y="4" width="18" height="12" rx="1.5" /><path d="M9 20.5l1.5-4.5M15 20.5L13.5 16M6.5 12l3-4 2.5 3 2-2 3 3" />`,
  document: svg`<path d="M6 3h8l4.5 4.5V21H6zM14 3v4.5h4.5M9 12h6M9 16h6" />`,
  paper: svg`<path d="M8 4l1.5-1.5h5L16 4h4.5v13h-17V4zM9 21.5h6" /><circle cx="12" cy="10.5" r="3.5" />`,
  thumbnails: svg`<rect x="3.5" y="3.5" width="7" height="7" /><rect x="13.5" y="3.5" width="7" height="7" /><rect x="3.5" y="13.5" width="7" height="7" /><rect x="13.5" y="13.5" width="7" height="7" />`,
  previous: svg`<path d="M15 4.5L7.5 12l7.5 7.5" />`,
  next: svg`<path d="M9 4.5l7.5 7.5L9 19.5" />`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof ICONS;

/** The drawing alone, for where the element below cannot be. */
export function drawing(name: IconName) {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">${ICONS[name]}</svg>`;
}

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
    return drawing(this.name);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ui-icon": UiIcon;
  }
}
