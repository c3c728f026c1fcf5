import { Observable } from "../lib/observable.js";
import type { Person } from "../protocol/messages.gen.js";
import { near, type RoomState, sharers } from "./room.js";

/** Which of the shared screens this viewer sees: the latest, until they choose. */
export class Screens extends Observable {
  #chosen = "";

  choose(participant: string): void {
    this.#chosen = participant;
    this.notify();
  }

  shown(room: RoomState): Person | null {
    const screens = othersScreens(room);
    return screens.find((person) => person.id === this.#chosen) ?? screens.at(-1) ?? null;
  }
}

/** Whose screens there are to see: of the others in the same place. */
export function othersScreens(room: RoomState): readonly Person[] {
  const here = new Set(near(room).map((person) => person.id));
  return sharers(room).filter((person) => person.id !== room.you && here.has(person.id));
}
