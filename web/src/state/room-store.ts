import { Observable } from "../lib/observable.js";
import type { ServerMessage } from "../protocol/messages.gen.js";
import { EMPTY, type RoomState, reduce, without } from "./room.js";

/** What hosts are told of guests who could not come in. */
export type GuestTrouble = "linkTroubles" | "identityTroubles";

/** The state of the room over time. */
export class RoomStore extends Observable {
  state: RoomState = EMPTY;

  take(message: ServerMessage): void {
    this.#become(reduce(this.state, message));
  }

  /** A host has read of this guest's trouble. */
  dismiss(trouble: GuestTrouble, name: string): void {
    this.#become({ ...this.state, [trouble]: without(this.state[trouble], name) });
  }

  #become(next: RoomState): void {
    if (next === this.state) return;
    this.state = next;
    this.notify();
  }
}
