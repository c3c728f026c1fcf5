import type { ReactiveController, ReactiveControllerHost } from "lit";

interface Subscribable {
  subscribe(listener: () => void): () => void;
}

/** Draws the host again whenever `source` changes, for as long as the host is on the page. */
export class Watch implements ReactiveController {
  #stop: (() => void) | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly source: Subscribable,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#stop = this.source.subscribe(() => this.host.requestUpdate());
  }

  hostDisconnected(): void {
    this.#stop?.();
  }
}
