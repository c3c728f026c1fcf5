/** Something whose changes others follow.  Subclasses call notify() after they have changed. */
export class Observable {
  readonly #listeners = new Set<() => void>();

  /** Calls `listener` after every change until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  protected notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
