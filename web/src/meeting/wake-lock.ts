/** Keeps the screen on.  Browsers drop the lock whenever the page is hidden, so it is taken again on return. */
export class WakeLock {
  #lock: WakeLockSentinel | null = null;
  #wanted = false;
  readonly #onVisible = (): void => void this.#take();

  hold(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    document.addEventListener("visibilitychange", this.#onVisible);
    void this.#take();
  }

  release(): void {
    this.#wanted = false;
    document.removeEventListener("visibilitychange", this.#onVisible);
    void this.#lock?.release().catch(() => undefined);
    this.#lock = null;
  }

  async #take(): Promise<void> {
    if (!this.#wanted || document.visibilityState !== "visible") return;
    const lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
    if (this.#wanted) this.#lock = lock;
    else void lock?.release().catch(() => undefined);
  }
}
