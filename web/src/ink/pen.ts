import { type Piece, PIECE_POINTS } from "./drafts.js";
import { MAX_POINTS, simplify, split } from "./points.js";
import { type Stroke, wireThing } from "./things.js";
import type { Spot } from "./viewport.js";

/** Characters of one item: under the wire's 16 KiB also when it is sealed and written as text. */
export const FITS = 11_000;
/** A line longer than this is put down and goes on as another. */
const FULL = 3000;

export interface Sample extends Spot {
  /** 0..1; null where the device does not tell. */
  readonly pressure: number | null;
}

type Ink = Pick<Stroke, "kind" | "colour" | "width">;

/** One line while it is being drawn. */
export class Pen {
  readonly #ink: Ink;
  readonly #pressed: boolean;
  readonly #points: number[] = [];
  #pressure = "";
  #told = 0;

  constructor(
    readonly key: string,
    readonly place: string,
    ink: Ink,
    pressed: boolean,
  ) {
    this.#ink = ink;
    this.#pressed = pressed;
  }

  get stroke(): Stroke {
    return { ...this.#ink, points: this.#points, pressure: this.#pressure };
  }

  get full(): boolean {
    return this.#points.length / 2 >= Math.min(FULL, MAX_POINTS);
  }

  draw(samples: readonly Sample[]): void {
    for (const sample of samples) {
      const [x, y] = [Math.round(sample.x), Math.round(sample.y)];
      if (x === this.#points.at(-2) && y === this.#points.at(-1)) continue;
      this.#points.push(x, y);
      if (this.#pressed) this.#pressure += Math.min(9, Math.max(0, Math.round((sample.pressure ?? 0.5) * 9)));
    }
  }

  /** What the others have not been told yet; null when there is nothing new. */
  news(): Piece | null {
    const count = this.#points.length / 2;
    const upTo = Math.min(count, this.#told + PIECE_POINTS);
    if (upTo === this.#told) return null;
    const stroke = {
      ...this.#ink,
      points: this.#points.slice(2 * this.#told, 2 * upTo),
      pressure: this.#pressure.slice(this.#told, upTo),
    };
    const piece = { key: this.key, place: this.place, at: this.#told, stroke };
    this.#told = upTo;
    return piece;
  }

  /** The finished line with no more points than it needs, in parts that fit the wire. */
  finished(tolerance: number): Stroke[] {
    const fits = (line: Pick<Stroke, "points" | "pressure">) =>
      JSON.stringify(wireThing({ ...this.#ink, ...line })).length <= FITS;
    return split(simplify(this.stroke, tolerance), fits).map((line) => ({ ...this.#ink, ...line }));
  }
}
