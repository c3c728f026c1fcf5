import type { ReactiveController, ReactiveControllerHost } from "lit";
import { Refresh } from "./refresh.js";

/** Something that a page shows and has to fetch first; the host is drawn again when it is there. */
export class Resource<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #load: () => Promise<T>;
  readonly #ended: (error: unknown) => boolean;
  value: T | null = null;
  problem: unknown = null;

  /**
   * `ended` is asked first about what went wrong; when it takes care of it, nothing is shown.  With `everyMs` it is
   * fetched again and again while the page is looked at.
   */
  constructor(
    host: ReactiveControllerHost,
    load: () => Promise<T>,
    ended: (error: unknown) => boolean,
    everyMs?: number,
  ) {
    this.#host = host;
    this.#load = load;
    this.#ended = ended;

    if (everyMs === undefined) host.addController(this);
    else new Refresh(host, () => this.refresh(), everyMs);
  }

  hostConnected(): void {
    void this.refresh();
  }

  async refresh(): Promise<void> {
    try {
      this.value = await this.#load();
      this.problem = null;
    } catch (error) {
      if (!this.#ended(error)) this.problem = error;
    }
    this.#host.requestUpdate();
  }
}

/** What a button or a form does, once at a time; the host is drawn again while it runs and when it has ended. */
export class Task {
  readonly #host: ReactiveControllerHost;
  readonly #ended: (error: unknown) => boolean;
  busy = false;
  problem: unknown = null;

  constructor(host: ReactiveControllerHost, ended: (error: unknown) => boolean) {
    this.#host = host;
    this.#ended = ended;
  }

  /** True when the action has succeeded. */
  async run(action: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = null;
    this.#host.requestUpdate();
    try {
      await action();
      return true;
    } catch (error) {
      if (!this.#ended(error)) this.problem = error;
      return false;
    } finally {
      this.busy = false;
      this.#host.requestUpdate();
    }
  }

  forget(): void {
    this.problem = null;
  }
}
