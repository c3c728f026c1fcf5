import type { ReactiveController, ReactiveControllerHost } from "lit";

export interface Subscribable {
  subscribe(listener: () => void): () => void;
}

/** Draws the host again whenever one of `sources` changes, for as long as the host is on the page.  A function is asked
 * each time that the host comes onto the page. */
export class Watch implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #sources: () => readonly Subscribable[];
  #stops: (() => void)[] = [];

  constructor(host: ReactiveControllerHost, sources: Subscribable | (() => readonly Subscribable[])) {
    this.#host = host;
    this.#sources = typeof sources === "function" ? sources : () => [sources];
    host.addController(this);
  }

  hostConnected(): void {
    this.#stops = this.#sources().map((source) => source.subscribe(() => this.#host.requestUpdate()));
  }

  hostDisconnected(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }
}
