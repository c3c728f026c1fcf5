/** How much is done for each picture: everything, a mask for every other picture, or nothing any more. */
export type Effort = "full" | "light" | "over";
export type PaceEvent = "slow" | "quick";

export const NEXT: Readonly<Record<Effort, Partial<Record<PaceEvent, Effort>>>> = {
  full: { slow: "light" },
  light: { slow: "over", quick: "full" },
  over: {},
};

/** Mean milliseconds per picture above which a window was slow. */
const SLOW_MS: Readonly<Record<Effort, number>> = { full: 45, light: 90, over: Infinity };
const QUICK_MS = 12;
/** A window ends after this many pictures, or when they have taken this long together. */
const PICTURES = 20;
const LONGEST_MS = 2000;
/** So many windows in a row: one bad moment is not a slow machine, and a good one is not a fast one. */
const IN_A_ROW: Readonly<Record<PaceEvent, number>> = { slow: 3, quick: 8 };
/** The first pictures pay for compiling. */
const WARM_UP = 10;

/** Follows how long each picture takes, and how much the machine therefore should do. */
export class Pace {
  effort: Effort = "full";
  #seen = 0;
  #pictures = 0;
  #spent = 0;
  #run: { event: PaceEvent | null; length: number } = { event: null, length: 0 };

  /** One picture took `ms`. */
  took(ms: number): void {
    if (this.#seen++ < WARM_UP && ms < LONGEST_MS) return;
    this.#pictures += 1;
    this.#spent += ms;
    if (this.#pictures < PICTURES && this.#spent < LONGEST_MS) return;
    this.#judge(this.#spent / this.#pictures);
    this.#pictures = this.#spent = 0;
  }

  #judge(mean: number): void {
    const event = mean > SLOW_MS[this.effort] ? "slow" : mean < QUICK_MS ? "quick" : null;
    this.#run = { event, length: event === this.#run.event ? this.#run.length + 1 : 1 };
    if (!event || this.#run.length < IN_A_ROW[event]) return;
    this.effort = NEXT[this.effort][event] ?? this.effort;
    this.#run = { event: null, length: 0 };
  }
}
