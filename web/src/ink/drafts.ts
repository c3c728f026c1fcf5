import { type Fields, name, oneOf, whole } from "../lib/checks.js";
import { Observable } from "../lib/observable.js";
import { fromSteps, MAX_POINTS, type Points, toSteps } from "./points.js";
import { COLOURS, pressureFor, type Stroke } from "./things.js";

/** Lines that others are drawing at this moment, told in pieces that may get lost. */

/** The next points of a line; `at` is how many came before. */
export interface Piece {
  readonly key: string;
  /** Where it is drawn: a page of a document; "" on the whiteboard. */
  readonly place: string;
  readonly at: number;
  readonly stroke: Stroke;
}

/** How many there may be at once of one person, and of all. */
const OF_ONE = 3;
const OF_ALL = 40;
const FORGOTTEN_MS = 15_000;
/** Points in one piece: well under the wire's 4 KiB, also when sealed. */
export const PIECE_POINTS = 200;

/** A line grows, or is given up. */
export type InkSignal = ({ readonly do: "draw" } & Piece) | { readonly do: "stop"; readonly key: string };

export function wireInk(signal: InkSignal): object {
  if (signal.do === "stop") return signal;
  const { key, place, at, stroke } = signal;
  const { points, ...rest } = stroke;
  return { do: "draw", key, place, at, ...rest, steps: toSteps(points) };
}

export function readInk(fields: Fields): InkSignal | null {
  const key = name(fields.key);
  if (fields.do === "stop") return key === null ? null : { do: "stop", key };
  const piece = fields.do === "draw" ? readPiece(fields) : null;
  return piece && { do: "draw", ...piece };
}

function readPiece(fields: Fields): Piece | null {
  const key = name(fields.key);
  const place = fields.place === "" ? "" : placeName(fields.place);
  const at = whole(fields.at, 0, MAX_POINTS);
  const kind = oneOf(fields.kind, ["pen", "highlighter"] as const);
  const colour = oneOf(fields.colour, COLOURS);
  const width = whole(fields.width, 1, 2000);
  const points = fromSteps(fields.steps);
  const pressure = points && pressureFor(fields.pressure, points);
  if (key === null || place === null || at === null || !kind || !colour || !width) return null;
  if (points === null || pressure === null) return null;
  return { key, place, at, stroke: { kind, colour, width, points, pressure } };
}

/** "<file>/<page>" */
export function placeName(value: unknown): string | null {
  return typeof value === "string" && /^[A-Za-z0-9_-]{1,64}\/\d{1,5}$/.test(value) ? value : null;
}

interface Draft {
  readonly author: string;
  readonly place: string;
  stroke: Stroke;
  at: number;
}

export class Drafts extends Observable {
  readonly #now: () => number;
  readonly #drafts = new Map<string, Draft>();

  constructor(now: () => number = () => performance.now()) {
    super();
    this.#now = now;
  }

  /** Those in one place. */
  in(place: string): readonly Stroke[] {
    const oldest = this.#now() - FORGOTTEN_MS;
    return [...this.#drafts.values()]
      .filter((each) => each.place === place && each.at > oldest)
      .map((each) => each.stroke);
  }

  /** `signal` is null for what was nothing. */
  hear(author: string, signal: InkSignal | null): void {
    if (signal?.do === "draw") this.#grow(author, signal);
    else if (signal && this.#drafts.get(signal.key)?.author === author) this.#forget(signal.key);
  }

  /** What is there for good needs no draft. */
  settled(keys: Iterable<string>): void {
    for (const key of keys) this.#forget(key);
  }

  #forget(key: string): void {
    if (this.#drafts.delete(key)) this.notify();
  }

  #grow(author: string, { key, place, at, stroke }: Piece): void {
    const known = this.#drafts.get(key);
    if (!known) {
      if (!this.#hasRoom(author)) return;
      this.#drafts.set(key, { author, place, stroke, at: this.#now() });
      return this.notify();
    }
    const count = known.stroke.points.length / 2;
    const together: Points = [...known.stroke.points, ...stroke.points];
    if (known.author !== author || at !== count || together.length > 2 * MAX_POINTS) return;
    const pressed = known.stroke.pressure !== "" && stroke.pressure !== "";
    const pressure = pressed ? known.stroke.pressure + stroke.pressure : "";
    known.stroke = { ...known.stroke, points: together, pressure };
    known.at = this.#now();
    this.notify();
  }

  #hasRoom(author: string): boolean {
    const oldest = this.#now() - FORGOTTEN_MS;
    for (const [key, draft] of this.#drafts) if (draft.at <= oldest) this.#drafts.delete(key);
    const own = [...this.#drafts.values()].filter((draft) => draft.author === author);
    return own.length < OF_ONE && this.#drafts.size < OF_ALL;
  }
}
