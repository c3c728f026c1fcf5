import { Observable } from "../lib/observable.js";
import type { ServerMessage } from "../protocol/messages.gen.js";
import { EMPTY, type LocalAction, type RoomState, reduce } from "./room.js";

/** The state of the room over time. */
export class RoomStore extends Observable {
  state: RoomState = EMPTY;

  take(message: ServerMessage | LocalAction): void {
    const next = reduce(this.state, message);
    if (next === this.state) return;
    this.state = next;
    this.notify();
  }
}
