import { Observable } from "../lib/observable.js";

/** What a page asks of the frame around it. */
class Shell extends Observable {
  #immersive = false;

  /** True while a meeting fills the window; the frame then shows no header of its own. */
  get immersive(): boolean {
    return this.#immersive;
  }

  set immersive(immersive: boolean) {
    if (immersive === this.#immersive) return;
    this.#immersive = immersive;
    this.notify();
  }
}

export const shell = new Shell();
