import { ARRANGEMENTS } from "../../state/layout.js";
import type { LayoutStore } from "../../state/layout-store.js";
import type { Actions } from "../parts/actions.js";
import { holdsToTalk, type Shortcut, shortcut } from "../parts/shortcuts.js";

interface Room {
  /** The person is in the meeting, and not only before its door. */
  readonly inside: boolean;
  readonly muted: boolean;
  readonly handRaised: boolean;
}

/** The room's keys: single ones, and the space bar that opens the microphone for as long as it is held. */
export class Keyboard {
  readonly #room: () => Room;
  readonly #layout: LayoutStore;
  readonly #actions: Actions;
  #talking = false;

  constructor(room: () => Room, layout: LayoutStore, actions: Actions) {
    this.#room = room;
    this.#layout = layout;
    this.#actions = actions;
  }

  readonly #lost = (): void => this.up();

  start(): void {
    window.addEventListener("keyup", this.up);
    window.addEventListener("blur", this.#lost);
  }

  stop(): void {
    window.removeEventListener("keyup", this.up);
    window.removeEventListener("blur", this.#lost);
  }

  readonly down = (event: KeyboardEvent): void => {
    const { inside, muted } = this.#room();
    if (inside && holdsToTalk(event)) {
      event.preventDefault();
      if (muted && !event.repeat && !this.#talking) {
        this.#talking = true;
        this.#actions.microphone();
      }
      return;
    }
    const key = shortcut(event);
    if (key) this.#press(key);
  };

  /** Also called when the window loses the keyboard, which never tells that the key came up. */
  readonly up = (event?: KeyboardEvent): void => {
    if (!this.#talking || (event && event.key !== " ")) return;
    this.#talking = false;
    if (!this.#room().muted) this.#actions.microphone();
  };

  #press(key: Shortcut): void {
    const actions = this.#actions;
    if (key === "microphone" || key === "camera") return actions[key]();
    if (key === "keys") return actions.support("keys");
    if (!this.#room().inside) return;
    if (key === "people" || key === "chat") return actions.panel(key);
    if (key === "hand") return actions.say({ type: "raise_hand", raised: !this.#room().handRaised });
    const next = (ARRANGEMENTS.indexOf(this.#layout.chosen.arrangement) + 1) % ARRANGEMENTS.length;
    actions.arrange(ARRANGEMENTS[next] ?? "grid");
  }
}
