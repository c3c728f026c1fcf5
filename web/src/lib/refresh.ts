import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Calls `refresh` at once and then every `ms` for as long as the page is on and visible. */
export class Refresh implements ReactiveController {
  readonly #refresh: () => Promise<void>;
  readonly #ms: number;
  #timer: ReturnType<typeof setInterval> | undefined;
  #running = false;
  readonly #woken = () => void this.now();

  constructor(host: ReactiveControllerHost, refresh: () => Promise<void>, ms: number) {
    this.#refresh = refresh;
    this.#ms = ms;

    host.addController(this);
  }

  hostConnected(): void {
    void this.now();
    this.#timer = setInterval(this.#woken, this.#ms);
    document.addEventListener("visibilitychange", this.#woken);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
    document.removeEventListener("visibilitychange", this.#woken);
  }

  async now(): Promise<void> {
    if (document.hidden || this.#running) return;
    this.#running = true;
    try {
      await this.#refresh();
    } finally {
      this.#running = false;
    }
  }
}
