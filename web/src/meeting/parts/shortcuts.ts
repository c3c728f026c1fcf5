import { recall, remember } from "../../lib/remember.js";

/** Single keys can be in the way of speech input, so a person can turn them off (WCAG 2.1.4). */
export function shortcutsOn(): boolean {
  return recall("shortcuts") !== "off";
}

export function setShortcuts(on: boolean): void {
  remember("shortcuts", on ? "on" : "off");
}

export type Shortcut = "microphone" | "camera" | "hand" | "people" | "chat" | "layout" | "keys";

/** Every single key and what it does, in the order of the help. */
export const KEYS: Readonly<Record<string, Shortcut>> = {
  m: "microphone",
  c: "camera",
  h: "hand",
  p: "people",
  t: "chat",
  l: "layout",
  "?": "keys",
};

/** What a key press asks for; nothing while the person types or a dialog is open. */
export function shortcut(event: KeyboardEvent): Shortcut | null {
  if (event.repeat || !free(event, "input, select, textarea, dialog[open]")) return null;
  return shortcutsOn() ? (KEYS[event.key.toLowerCase()] ?? null) : null;
}

/** Whether this press holds the microphone open for as long as it lasts; space on a button still presses that. */
export function holdsToTalk(event: KeyboardEvent): boolean {
  const taken = "input, select, textarea, dialog[open], button, a, summary, video, [role^=menuitem], [tabindex='0']";
  return event.key === " " && shortcutsOn() && free(event, taken);
}

function free(event: KeyboardEvent, taken: string): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return false;
  return event
    .composedPath()
    .every((node) => !(node instanceof HTMLElement) || !(node.isContentEditable || node.matches(taken)));
}
