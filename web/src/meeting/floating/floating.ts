import type { Action } from "../parts/element.js";
import type { FloatRoom } from "./float-room.js";

export function canFloat(): boolean {
  return "documentPictureInPicture" in window || document.pictureInPictureEnabled === true;
}

/** The meeting in a small window that stays above other programs.  Its code is loaded when somebody wants it. */
export class Floating {
  #close: (() => void) | null = null;

  constructor(
    private readonly room: () => FloatRoom,
    private readonly act: (action: Action) => void,
  ) {}

  /** Tells whether it could be opened. */
  async open(): Promise<boolean> {
    this.close();
    try {
      const { openFloat } = await import("./float.js");
      this.#close = await openFloat(this.room(), this.act);
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
