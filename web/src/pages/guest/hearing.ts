export type Verdict = "say_something" | "heard" | "silent";

/** A level that a voice passes and a quiet room does not, on the meter's 0..1 scale. */
const VOICE = 0.4;
const VOICE_MS = 150;
/** Below this a microphone gives nothing at all: muted by a switch, or taken by another program. */
const NOTHING = 0.02;
const PATIENCE_MS = 6000;

/** Says in plain words whether a microphone hears somebody, from its level over time. */
export class Hearing {
  verdict: Verdict = "say_something";
  #began: number | null = null;
  #last = 0;
  #voiced = 0;
  #highest = 0;

  feed(level: number, now: number): Verdict {
    this.#began ??= now;
    const passed = this.#last ? Math.min(now - this.#last, 100) : 0;
    this.#last = now;
    this.#highest = Math.max(this.#highest, level);
    this.#voiced = level >= VOICE ? this.#voiced + passed : 0;
    if (this.#voiced >= VOICE_MS) this.verdict = "heard";
    else if (this.verdict !== "heard" && now - this.#began > PATIENCE_MS)
      this.verdict = this.#highest < NOTHING ? "silent" : "say_something";
    return this.verdict;
  }
}
