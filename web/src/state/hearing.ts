import { Observable } from "../lib/observable.js";
import { recall, remember } from "../lib/remember.js";
import type { Language, Person } from "../protocol/messages.gen.js";
import { me, near, type RoomState } from "./room.js";

/** What a listener wants to hear while somebody interprets. */
export type Wanted = "original" | "interpretation" | "both";

export const WANTED: readonly Wanted[] = ["original", "both", "interpretation"];
/** How loud the original is while it is interpreted. */
export const DUCKED = 0.2;

export interface Choice {
  readonly wanted: Wanted;
  /** The language wanted, where there are several; null for whichever there is. */
  readonly language: Language | null;
}

/** Nobody misses anything until they choose to. */
export const ALL: Choice = { wanted: "both", language: null };

/** Whoever interprets so that it is heard: sign language is seen instead. */
const heard = (person: Person): boolean => person.interprets !== null && person.interprets !== "swl";

/** The languages that can be heard here, besides the original. */
export function languages(room: RoomState): readonly Language[] {
  const others = near(room).filter((person) => person.id !== room.you && heard(person));
  return [...new Set(others.flatMap((person) => person.interprets ?? []))];
}

/** The sign interpreter whom everybody is to see well; null for oneself and while their camera is off. */
export function signer(room: RoomState): Person | null {
  const signs = (person: Person) => person.interprets === "swl" && person.camera && person.id !== room.you;
  return near(room).find(signs) ?? null;
}

/** How loud each of the others is, 0..1, by participant. */
export function volumes(room: RoomState, { wanted, language }: Choice): ReadonlyMap<string, number> {
  const others = near(room).filter((person) => person.id !== room.you);
  const there = languages(room);
  const own = me(room);
  const [first] = there;
  // Whoever interprets has to hear everything themself.
  if (first === undefined || (own && heard(own))) return new Map(others.map(({ id }) => [id, 1]));
  const chosen = language !== null && there.includes(language) ? language : first;
  const now = others.some((person) => person.interprets === chosen && room.speaking.includes(person.id));
  const loud = (person: Person): number => {
    if (heard(person)) return wanted !== "original" && person.interprets === chosen ? 1 : 0;
    if (wanted === "interpretation") return 0;
    return wanted === "both" && now ? DUCKED : 1;
  };
  return new Map(others.map((person) => [person.id, loud(person)]));
}

const KEY = "hearing";

/** The listener's choice, kept in this browser for as long as it is the same meeting. */
export class Hearing extends Observable {
  choice: Choice = ALL;
  #meeting: string | null = null;

  enter(meeting: string): void {
    if (meeting === this.#meeting) return;
    this.#meeting = meeting;
    const [of, wanted, language] = (recall(KEY) ?? "").split(" ");
    const known = WANTED.find((each) => each === wanted);
    if (of === meeting && known) this.choice = { wanted: known, language: (language || null) as Language | null };
  }

  choose(choice: Choice): void {
    this.choice = choice;
    if (this.#meeting !== null) remember(KEY, `${this.#meeting} ${choice.wanted} ${choice.language ?? ""}`);
    this.notify();
  }
}
