import { ARRANGEMENTS } from "../../state/layout.js";
import type { LayoutStore } from "../../state/layout-store.js";
import type { Action } from "../parts/element.js";
import { holdsToTalk, type Shortcut, shortcut } from "../parts/shortcuts.js";

interface Room {
  /** The person is in the meeting, and not only before its door. */
  readonly inside: boolean;
  readonly muted: boolean;
  readonly handRaised: boolean;
}

/** The room's keys: single ones, and the space bar that opens the microphone for as long as it is held. */
export class Keyboard {
  private talking = false;

  constructor(
    private readonly room: () => Room,
    private readonly layout: LayoutStore,
    private readonly act: (action: Action) => void,
  ) {}

  private readonly lost = (): void => this.up();

  start(): void {
    window.addEventListener("keyup", this.up);
    window.addEventListener("blur", this.lost);
  }

  stop(): void {
    window.removeEventListener("keyup", this.up);
    window.removeEventListener("blur", this.lost);
  }

  readonly down = (event: KeyboardEvent): void => {
    const { inside, muted } = this.room();
    if (inside && holdsToTalk(event)) {
      event.preventDefault();
      if (muted && !event.repeat && !this.talking) {
        this.talking = true;
        this.act({ do: "microphone" });
      }
      return;
    }
    const wish = shortcut(event);
    const action = wish && this.actionOf(wish);
    if (action) this.act(action);
  };

  /** Also called when the window loses the keyboard, which never tells that the key came up. */
  readonly up = (event?: KeyboardEvent): void => {
    if (!this.talking || (event && event.key !== " ")) return;
    this.talking = false;
    if (!this.room().muted) this.act({ do: "microphone" });
  };

  private actionOf(wish: Shortcut): Action | null {
    const { inside, handRaised } = this.room();
    if (wish === "microphone" || wish === "camera") return { do: wish };
    if (wish === "keys") return { do: "support", page: "keys" };
    if (!inside) return null;
    if (wish === "people" || wish === "chat") return { do: "panel", panel: wish };
    if (wish === "hand")
      return { do: "lead", wish: { wish: "say", message: { type: "raise_hand", raised: !handRaised } } };
    const next = (ARRANGEMENTS.indexOf(this.layout.wish.arrangement) + 1) % ARRANGEMENTS.length;
    return { do: "arrange", arrangement: ARRANGEMENTS[next] ?? "grid" };
  }
}
