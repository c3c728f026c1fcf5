import { Observable } from "../lib/observable.js";
import type { Outgoing } from "../net/socket.js";
import type { Shared } from "./items.js";
import { readItem, type Shown, type ShownDocument, wireItem } from "./payloads.js";

export interface Presenting {
  readonly shown: Shown;
  /** This person leads it. */
  readonly mine: boolean;
  /** The participant who leads it. */
  readonly leader: string;
  readonly leaderName: string;
}

/** The name of the one item on the stage. */
const KEY = "shown";
/** What a leader's scrolling changes is told so often at most. */
const EVERY_MS = 200;

/** What everybody looks at beside each other, and who leads it. */
export class Presented extends Observable {
  readonly #shared: Shared;
  readonly #request: (message: Outgoing) => Promise<unknown>;
  readonly #letHave: (message: Outgoing) => Promise<void>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #latest: ShownDocument | null = null;

  constructor(
    shared: Shared,
    request: (message: Outgoing) => Promise<unknown>,
    letHave: (message: Outgoing) => Promise<void>,
  ) {
    super();
    this.#shared = shared;
    this.#request = request;
    this.#letHave = letHave;

    shared.subscribe(() => this.notify());
  }

  get current(): Presenting | null {
    const item = this.#shared.get("stage", KEY);
    const [unsent] = this.#shared.waiting("stage");
    const shown = readItem("stage", unsent ? unsent.payload : (item?.payload ?? null));
    if (!shown) return null;
    if (unsent || !item) return { shown, mine: true, leader: item?.mine ? item.author : "", leaderName: "" };
    return { shown, mine: item.mine, leader: item.author, leaderName: item.name };
  }

  /** Puts something on the stage, or something else. */
  show(shown: Shown): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#latest = null;
    this.#shared.put("stage", KEY, wireItem("stage", shown));
  }

  /** The leader turns pages and moves about, which may happen faster than others need to know. */
  lead(shown: ShownDocument): void {
    this.#latest = shown;
    this.#timer ??= setTimeout(() => this.#tell(), EVERY_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#shared.put("stage", KEY, null);
  }

  handOver(participant: string): Promise<unknown> {
    return this.#request({ type: "hand_over", participant });
  }

  /** Whoever is here, or comes later, may fetch this file.  Rejects when the server refuses. */
  async letAllHave(file: string): Promise<void> {
    await this.#letHave({ type: "show_file", file });
  }

  #tell(): void {
    this.#timer = undefined;
    const { current } = this;
    const latest = this.#latest;
    // Meanwhile something else may have come, or somebody else leads.
    if (latest && current?.mine && isSame(current.shown, latest))
      this.#shared.put("stage", KEY, wireItem("stage", latest));
  }
}

function isSame(shown: Shown, document: ShownDocument): boolean {
  return shown.kind === "document" && shown.file === document.file;
}
