import type { CallSession } from "../../call/session.js";
import type { LayoutStore } from "../../state/layout-store.js";
import type { RoomStore } from "../../state/room-store.js";

export interface FloatRoom {
  readonly session: CallSession;
  readonly room: RoomStore;
  readonly layout: LayoutStore;
  readonly self: MediaStream;
}
