import { placeName } from "../../ink/drafts.js";
import { json, whole } from "../../ink/checks.js";
import { FARTHEST } from "../../ink/points.js";
import type { Spot } from "../../ink/viewport.js";
import { Observable } from "../../lib/observable.js";

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

export const wirePoint = (place: string, { x, y }: Spot): object => ({
  do: "point",
  place,
  x: Math.round(x),
  y: Math.round(y),
});

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

  hear(author: string, payload: string): void {
    const fields = json(payload);
    if (fields?.do !== "point") return;
    const place = placeName(fields.place);
    const [x, y] = [whole(fields.x, -FARTHEST, FARTHEST), whole(fields.y, -FARTHEST, FARTHEST)];
    if (place === null || x === null || y === null) return;
    this.#known.delete(author);
    if (this.#known.size >= MOST) this.#known.delete(this.#known.keys().next().value ?? "");
    this.#known.set(author, { author, place, x, y, at: this.#now() });
    this.notify();
  }
}
