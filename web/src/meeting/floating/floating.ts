import type { CallSession } from "../../call/session.js";
import type { LayoutStore } from "../../state/layout-store.js";
import type { RoomStore } from "../../state/room-store.js";
import type { Action } from "../parts/element.js";

export interface FloatRoom {
  readonly session: CallSession;
  readonly room: RoomStore;
  readonly layout: LayoutStore;
  readonly self: MediaStream;
}

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
