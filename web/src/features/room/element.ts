import { LitElement } from "lit";
import { LocaleController } from "../../i18n/index.js";
import "../../i18n/room.js";

/** What a person wants done; the page that holds the session does it. */
export type Action =
  | { readonly do: "microphone" | "camera" | "screen" | "people" | "devices" | "fullscreen" | "leave" | "end" }
  | { readonly do: "again" | "silence" | "notify" }
  | { readonly do: "admit" | "deny" | "remove"; readonly id: string; readonly name: string }
  | { readonly do: "trouble_seen"; readonly name: string };

/** A part of the room: draws again when the language changes, and tells what the person wants. */
export class RoomElement extends LitElement {
  constructor() {
    super();
    new LocaleController(this);
  }

  /** Where a screen reader begins when this has become the page. */
  async focusHeading(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }

  protected act(action: Action): void {
    this.dispatchEvent(new CustomEvent<Action>("room-action", { detail: action, bubbles: true, composed: true }));
  }
}

/** "Anna Karin Berg" is AB. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toLocaleUpperCase("sv");
}
