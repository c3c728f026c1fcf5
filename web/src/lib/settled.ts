import { Observable } from "./observable.js";

/** Values by name that are shown once they have lasted, so that what goes to and fro does not flicker.  What nobody
 * names has the usual value. */
export class Settled<T> extends Observable {
  readonly #usual: T;
  readonly #patience: (from: T, to: T) => number;
  readonly #shown = new Map<string, T>();
  readonly #waiting = new Map<string, { readonly value: T; readonly timer: ReturnType<typeof setTimeout> }>();

  /** `patience` says how many milliseconds a change must last. */
  constructor(usual: T, patience: (from: T, to: T) => number) {
    super();
    this.#usual = usual;
    this.#patience = patience;
  }

  get(name: string): T {
    return this.#shown.get(name) ?? this.#usual;
  }

  /** All names whose value is not the usual one. */
  get names(): readonly string[] {
    return [...this.#shown.keys()];
  }

  /** The values as they are now; all of them. */
  update(values: ReadonlyMap<string, T>): void {
    for (const name of new Set([...values.keys(), ...this.#shown.keys(), ...this.#waiting.keys()])) {
      this.#consider(name, values.get(name) ?? this.#usual);
    }
  }

  stop(): void {
    for (const name of [...this.#waiting.keys()]) this.#forget(name);
  }

  #consider(name: string, value: T): void {
    const waiting = this.#waiting.get(name);
    if (waiting?.value === value) return;
    this.#forget(name);
    const from = this.get(name);
    if (from === value) return;
    const timer = setTimeout(() => this.#settle(name, value), this.#patience(from, value));
    this.#waiting.set(name, { value, timer });
  }

  #settle(name: string, value: T): void {
    this.#waiting.delete(name);
    if (value === this.#usual) this.#shown.delete(name);
    else this.#shown.set(name, value);
    this.notify();
  }

  #forget(name: string): void {
    clearTimeout(this.#waiting.get(name)?.timer);
    this.#waiting.delete(name);
  }
}
