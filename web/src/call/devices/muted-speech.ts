/** Above this the person is probably speaking, as `loudness` counts; a keyboard or a cough is over sooner. */
const LOUD = 0.5;
const LOUD_FOR_MS = 700;
/** Words have pauses. */
const PAUSE_MS = 500;
const SHOWN_MS = 5000;
/** Whoever speaks to somebody in the same room is not to be told all the time. */
const AGAIN_MS = 30_000;

/** Notices when a person whose microphone is muted speaks.  Nothing leaves this machine. */
export class MutedSpeech {
  speaking = false;
  #loudSince: number | null = null;
  #loudAt = -Infinity;
  #told = -Infinity;

  /** The microphone's level 0..1 at `now` in milliseconds.  True when the answer has changed. */
  feed(level: number, muted: boolean, now: number): boolean {
    const before = this.speaking;
    if (!muted) this.#reset();
    else this.#listen(level > LOUD, now);
    return this.speaking !== before;
  }

  #listen(loud: boolean, now: number): void {
    if (loud) {
      if (now - this.#loudAt > PAUSE_MS) this.#loudSince = now;
      this.#loudAt = now;
      const long = now - (this.#loudSince ?? now) >= LOUD_FOR_MS;
      if (long && !this.speaking && now - this.#told >= AGAIN_MS) {
        this.speaking = true;
        this.#told = now;
      }
    }
    if (this.speaking && now - Math.max(this.#told, this.#loudAt) > SHOWN_MS) this.speaking = false;
  }

  #reset(): void {
    this.speaking = false;
    this.#loudSince = null;
    this.#loudAt = this.#told = -Infinity;
  }
}
