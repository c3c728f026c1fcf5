import type { Shared } from "../../shared/items.js";
import { readSignal, type Typing, wireSignal } from "../../shared/payloads.js";
import { Observable } from "../../lib/observable.js";
import type { SignalMessage } from "../../protocol/messages.gen.js";

/** Somebody who has not said for so long that they write has stopped. */
const WRITES_MS = 6000;
const TELL_MS = 3000;
/** Each character is with the others within half a second (RFC 4103 section 5 asks for as much). */
const LIVE_MS = 300;
/** As much of a draft as fits into a signal; of a longer one the end. */
const LIVE_LENGTH = 900;

interface Writing {
  /** What they have written so far, when they show it. */
  readonly text: string | null;
  readonly private: boolean;
  readonly until: number;
}

/** Who is writing at the moment, and for those who wish, what: real-time text. */
export class Live extends Observable {
  readonly #shared: Pick<Shared, "signal" | "onSignal">;
  readonly #now: () => number;
  readonly #writing = new Map<string, Writing>();
  readonly #stop: () => void;
  #expiry: ReturnType<typeof setTimeout> | undefined;
  #told = 0;
  #pending: ReturnType<typeof setTimeout> | undefined;
  #draft: { text: string; to: string | null } | null = null;

  constructor(shared: Pick<Shared, "signal" | "onSignal">, now: () => number = () => Date.now()) {
    super();
    this.#shared = shared;
    this.#now = now;

    this.#stop = shared.onSignal("chat", (signal) => this.#heard(signal));
  }

  /** Participant ids, with what they show of their text. */
  get writers(): ReadonlyMap<string, Writing> {
    return this.#writing;
  }

  /** The person has changed their draft; `live` shows it to the others as it is. */
  typed(text: string, to: string | null, live: boolean): void {
    if (live) {
      this.#draft = { text, to };
      this.#pending ??= setTimeout(() => this.#flush(), LIVE_MS);
    } else if (text !== "" && this.#now() - this.#told >= TELL_MS) {
      this.#told = this.#now();
      this.#tell({ writes: true, text: null, to: to !== null }, to);
    }
  }

  /** The draft has become a message, or was given up. */
  done(to: string | null): void {
    clearTimeout(this.#pending);
    this.#pending = undefined;
    this.#draft = null;
    this.#told = 0;
    this.#tell({ writes: false, text: null, to: to !== null }, to);
  }

  close(): void {
    this.#stop();
    clearTimeout(this.#expiry);
    clearTimeout(this.#pending);
  }

  #tell(typing: Typing, to: string | null): void {
    this.#shared.signal("chat", wireSignal("chat", typing), to);
  }

  #flush(): void {
    this.#pending = undefined;
    if (!this.#draft) return;
    const { text, to } = this.#draft;
    this.#draft = null;
    this.#tell({ writes: text !== "", text: text.slice(-LIVE_LENGTH), to: to !== null }, to);
  }

  #heard({ author, payload }: SignalMessage): void {
    const said = readSignal("chat", payload);
    if (!said) return;
    if (said.writes) {
      this.#writing.set(author, { text: said.text, private: said.to, until: this.#now() + WRITES_MS });
      this.#expire();
    } else this.#writing.delete(author);
    this.notify();
  }

  #expire(): void {
    clearTimeout(this.#expiry);
    this.#expiry = setTimeout(() => {
      // Text that somebody shows stays until they send or remove it; only the sign that they write passes.
      for (const [author, { until, text }] of this.#writing)
        if (until <= this.#now() && text === null) this.#writing.delete(author);
      this.notify();
      if ([...this.#writing.values()].some(({ text }) => text === null)) this.#expire();
    }, WRITES_MS);
  }
}
