import type { Spot } from "../../ink/viewport.js";
import { Observable } from "../../lib/observable.js";
import type { Pointing } from "../../shared/payloads.js";

/** Where others point at this moment. */

export interface Pointer extends Spot {
  /** The participant. */
  readonly author: string;
}

interface Known extends Pointer {
  readonly place: string;
  readonly at: number;
}

const SEEN_MS = 4000;
const MOST = 30;

export class Pointers extends Observable {
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();

  constructor(now: () => number = () => performance.now()) {
    super();
    this.#now = now;
  }

  in(place: string): readonly Pointer[] {
    const oldest = this.#now() - SEEN_MS;
    return [...this.#known.values()].filter((each) => each.place === place && each.at > oldest);
  }

  /** `pointing` is null for what was nothing. */
  hear(author: string, pointing: Pointing | null): void {
    if (!pointing) return;
    this.#known.delete(author);
    if (this.#known.size >= MOST) this.#known.delete(this.#known.keys().next().value ?? "");
    this.#known.set(author, { author, ...pointing, at: this.#now() });
    this.notify();
  }
}
