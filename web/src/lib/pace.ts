/** So much at once, and then so much a second: never faster than the one at the other end allows. */
export class Pace {
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #now: () => number;
  #tokens: number;
  #then: number;

  constructor(burst: number, perSecond: number, now: () => number = () => performance.now()) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#now = now;

    this.#tokens = burst;
    this.#then = now();
  }

  /** Takes a turn if there is one; otherwise answers how many milliseconds to wait for it. */
  take(): number {
    const now = this.#now();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#then) * this.#perSecond) / 1000);
    this.#then = now;
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) * 1000) / this.#perSecond);
    this.#tokens -= 1;
    return 0;
  }
}
