/** Levels are told this often, in milliseconds. */
export const EVERY_MS = 100;

/** How long is listened before anything is said, and the longest way round from a loudspeaker, in steps. */
const WINDOW = 40;
const FARTHEST = 6;
/** Above this somebody is heard; both levels are 0..1 as `loudness` gives them. */
const HEARD = 0.3;
/** The others must have been heard, and have paused, for at least this part of the window. */
const LEAST = 0.25;
const ALIKE = 0.8;
const UNLIKE = 0.5;
/** Windows in a row, each a second after the last. */
const SURE = 3;
const STEP = 10;

/** Finds out whether one's own microphone hears the others out of one's own loudspeaker, after what the browser has
 * taken away of it: whether one's own level follows theirs, a moment later, while they alone speak. */
export class Echo {
  echoes = false;
  readonly #remote: number[] = [];
  readonly #local: number[] = [];
  #since = 0;
  #streak = 0;

  /** One step on.  True when the answer has changed. */
  feed(remote: number, local: number): boolean {
    for (const [list, level] of [[this.#remote, remote] as const, [this.#local, local] as const]) {
      list.push(level);
      if (list.length > WINDOW + FARTHEST) list.shift();
    }
    if (this.#remote.length < WINDOW + FARTHEST || ++this.#since < STEP) return false;
    this.#since = 0;
    return this.#judge(this.#likeness());
  }

  #judge(likeness: number | null): boolean {
    if (likeness === null) return false;
    const wanted = this.echoes ? likeness < UNLIKE : likeness > ALIKE;
    this.#streak = wanted ? this.#streak + 1 : 0;
    if (this.#streak < SURE) return false;
    this.#streak = 0;
    this.echoes = !this.echoes;
    return true;
  }

  /** The best correlation over all ways round; null while the others do not both speak and pause. */
  #likeness(): number | null {
    const told = this.#remote.filter((level) => level > HEARD).length / this.#remote.length;
    if (told < LEAST || told > 1 - LEAST) return null;
    let best = 0;
    for (let way = 0; way <= FARTHEST; way++) {
      const theirs = this.#remote.slice(FARTHEST - way, FARTHEST - way + WINDOW);
      const own = this.#local.slice(FARTHEST);
      if (loudest(own) > HEARD) best = Math.max(best, correlation(theirs, own));
    }
    return best;
  }
}

function loudest(levels: readonly number[]): number {
  return Math.max(...levels);
}

/** Pearson's, of two lists of the same length; nought where one of them does not change. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (list: readonly number[]): number => list.reduce((sum, each) => sum + each, 0) / list.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [da, db] = [(a[i] ?? 0) - ma, (b[i] ?? 0) - mb];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return aa > 1e-6 && bb > 1e-6 ? ab / Math.sqrt(aa * bb) : 0;
}
