import { LitElement } from "lit";
import { LocaleController } from "../../i18n/index.js";
import "../../i18n/room.js";
import type { Wish } from "./wish.js";
import type { SupportPage } from "./support-page.js";
import type { Arrangement } from "../../state/layout.js";

/** What stands beside the pictures. */
export type Panel = "people" | "chat";

interface About {
  readonly id: string;
  readonly name: string;
}

interface Details {
  readonly microphone: object;
  readonly camera: object;
  readonly screen: object;
  readonly panel: { readonly panel: Panel };
  readonly devices: object;
  readonly fullscreen: object;
  readonly show: { readonly what: "document" | "whiteboard" | "paper" };
  readonly leave: object;
  readonly end: object;
  readonly end_left: object;
  readonly again: object;
  readonly silence: object;
  readonly sound_again: object;
  readonly sound_only: object;
  readonly arrange: { readonly arrangement: Arrangement };
  readonly pin: About;
  readonly hide_self: object;
  readonly turn: { readonly page: number };
  readonly float: object;
  readonly support: { readonly page: SupportPage };
  readonly notify: object;
  readonly admit: About;
  readonly deny: About;
  readonly remove: About;
  readonly trouble_seen: { readonly name: string };
  readonly identity_trouble_seen: { readonly name: string };
  readonly confirm_identity: About;
  readonly lock: { readonly locked: boolean };
  readonly lead: { readonly wish: Wish };
}

export type Of<K extends keyof Details> = { readonly do: K } & Details[K];

/** What a person wants done; the page that holds the session does it. */
export type Action = { [K in keyof Details]: Of<K> }[keyof Details];
export type Handlers = { readonly [K in keyof Details]: (action: Of<K>) => void };
/** What is asked about first. */
export type Question = Of<"remove"> | Of<"end">;

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
