import { recall, remember } from "../../lib/remember.js";

/** Single keys can be in the way of speech input, so a person can turn them off (WCAG 2.1.4). */
export function shortcutsOn(): boolean {
  return recall("shortcuts") !== "off";
}

export function setShortcuts(on: boolean): void {
  remember("shortcuts", on ? "on" : "off");
}

const KEYS: Readonly<Record<string, "microphone" | "camera">> = { m: "microphone", c: "camera" };

/** What a key press asks for; nothing while the person types or a dialog is open. */
export function shortcut(event: KeyboardEvent): "microphone" | "camera" | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return null;
  for (const node of event.composedPath()) {
    if (!(node instanceof HTMLElement)) continue;
    if (node.isContentEditable || node.matches("input, select, textarea, dialog[open]")) return null;
  }
  return shortcutsOn() ? (KEYS[event.key.toLowerCase()] ?? null) : null;
}
