import type { InkSignal } from "./drafts.js";
import type { Pen } from "./pen.js";

/** So often others hear of what is happening: eight times a second. */
const EVERY_MS = 125;

/** Lets others see a line grow. */
export class Telling {
  readonly #tell: (signal: InkSignal) => void;
  #timer: ReturnType<typeof setInterval> | undefined;
  #pen: Pen | null = null;

  constructor(tell: (signal: InkSignal) => void) {
    this.#tell = tell;
  }

  start(pen: Pen): void {
    this.stop();
    this.#pen = pen;
    this.#timer = setInterval(() => this.#news(), EVERY_MS);
  }

  /** The line is put down for good, or is still in the way of nobody. */
  stop(): void {
    clearInterval(this.#timer);
    this.#pen = null;
  }

  cancel(): void {
    const pen = this.#pen;
    this.stop();
    if (pen) this.#tell({ do: "stop", key: pen.key });
  }

  #news(): void {
    const piece = this.#pen?.news();
    if (piece) this.#tell({ do: "draw", ...piece });
  }
}
