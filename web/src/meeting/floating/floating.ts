import type { Actions } from "../parts/actions.js";
import type { Meeting } from "../parts/meeting.js";

export function canFloat(): boolean {
  return "documentPictureInPicture" in window || document.pictureInPictureEnabled === true;
}

/** The meeting in a small window that stays above other programs.  Its code is loaded when somebody wants it. */
export class Floating {
  readonly #meeting: Meeting;
  readonly #actions: Actions;
  #close: (() => void) | null = null;

  constructor(meeting: Meeting, actions: Actions) {
    this.#meeting = meeting;
    this.#actions = actions;
  }

  /** Tells whether it could be opened. */
  async open(): Promise<boolean> {
    this.close();
    try {
      const { openFloat } = await import("./float.js");
      this.#close = await openFloat(this.#meeting, this.#actions);
      return true;
    } catch {
      return false;
    }
  }

  close(): void {
    this.#close?.();
    this.#close = null;
  }
}
