import type { ClientMessage, ServerMessage, Text } from "../protocol/messages.gen.js";
import { decode } from "../protocol/decode.js";
import type { NetworkHint, NetworkHints } from "./network.js";

export type SocketState = "idle" | "ticket" | "opening" | "open" | "pausing" | "stopped";
type SocketEvent = "start" | "ticketed" | "opened" | "lost" | "retry" | "stop";

export const NEXT: Readonly<Record<SocketState, Partial<Record<SocketEvent, SocketState>>>> = {
  idle: { start: "ticket", stop: "stopped" },
  ticket: { ticketed: "opening", lost: "pausing", stop: "stopped" },
  opening: { opened: "open", lost: "pausing", stop: "stopped" },
  open: { lost: "pausing", stop: "stopped" },
  pausing: { retry: "ticket", stop: "stopped" },
  stopped: { start: "ticket" },
};

/** The server will not give a ticket, and asking again at once will not help; `again` says that later it may. */
export class Refused extends Error {
  constructor(
    readonly text: Text | null,
    readonly again = false,
  ) {
    super("refused");
  }
}

/** The server refused one request and changed nothing. */
export class RequestError extends Error {
  constructor(
    readonly code: string,
    readonly text: Text,
  ) {
    super(code);
  }
}

/** How a request went, for those who need no more. */
export type Outcome = "done" | "refused" | "lost";

/** The connection went away before the request was answered. */
export class ConnectionLost extends Error {}

type Unnumbered<T> = T extends unknown ? Omit<T, "seq"> : never;
export type Outgoing = Unnumbered<ClientMessage>;

export interface SocketOptions {
  /** Fetches a one-time ticket; rejects with Refused when there is no point in asking again. */
  ticket(): Promise<string>;
  hello(ticket: string): Outgoing;
  onMessage(message: ServerMessage): void;
  /** Something came that only a newer service says, or that no service should: what this page shows is not all. */
  onNotUnderstood(): void;
  /** The connection was lost and is being made anew. */
  onLost(): void;
  onRefused(refused: Refused): void;
  connect(): WebSocket;
  hints: NetworkHints;
  random?: () => number;
}

const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 6000;
/** When there is reason to doubt the connection. */
const PONG_SOON_MS = 3000;
const OPEN_WITHIN_MS = 8000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8000;

interface Pending {
  resolve(): void;
  reject(error: Error): void;
}

/** One WebSocket that comes back by itself until it is stopped. */
export class Socket {
  readonly #options: SocketOptions;
  state: SocketState = "idle";
  /** Messages that were dropped, because they do not follow the wire as this page knows it. */
  notUnderstood = 0;

  #socket: WebSocket | null = null;
  #failures = 0;
  #seq = 0;
  /** Distinguishes the answers of an abandoned attempt from those of the present one. */
  #attempt = 0;
  readonly #pending = new Map<number, Pending>();
  #pause: ReturnType<typeof setTimeout> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #pinging: ReturnType<typeof setInterval> | undefined;
  #unwatch: (() => void) | null = null;

  constructor(options: SocketOptions) {
    this.#options = options;
  }

  start(): void {
    if (!this.#move("start")) return;
    this.#failures = 0;
    this.#unwatch = this.#options.hints.watch((hint) => this.#hint(hint));
    void this.#attach();
  }

  stop(): void {
    if (!this.#move("stop")) return;
    this.#unwatch?.();
    this.#abandon();
  }

  /** Drops the present connection and makes a new one at once. */
  reconnect(): void {
    if (this.state === "idle" || this.state === "stopped") return;
    if (this.state !== "pausing") this.#lose();
    this.#retry();
  }

  /** Something else over the same network does not get through: find out whether this does. */
  doubt(): void {
    if (this.state === "open") this.#ping(PONG_SOON_MS);
  }

  /** Sends without asking for an answer; what is sent while the connection is away is dropped. */
  send(message: Outgoing): void {
    if (this.state === "open") this.#socket?.send(JSON.stringify(message));
  }

  /** Sends and waits for the server's ok; rejects with RequestError or ConnectionLost. */
  request(message: Outgoing): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.state !== "open" || !this.#socket) {
        reject(new ConnectionLost());
        return;
      }
      const seq = ++this.#seq;
      this.#pending.set(seq, { resolve, reject });
      this.#socket.send(JSON.stringify({ ...message, seq }));
    });
  }

  #move(event: SocketEvent): boolean {
    const next = NEXT[this.state][event];
    if (next === undefined) return false;
    this.state = next;
    return true;
  }

  async #attach(): Promise<void> {
    const attempt = ++this.#attempt;
    let ticket: string;
    try {
      ticket = await this.#options.ticket();
    } catch (error) {
      if (attempt === this.#attempt) this.#ticketFailed(error);
      return;
    }
    if (attempt === this.#attempt && this.#move("ticketed")) this.#open(ticket);
  }

  #ticketFailed(error: unknown): void {
    if (!(error instanceof Refused)) {
      this.#lose();
      return;
    }
    this.stop();
    this.#options.onRefused(error);
  }

  #open(ticket: string): void {
    const socket = this.#options.connect();
    this.#socket = socket;
    const current = (): boolean => socket === this.#socket;
    this.#deadline = setTimeout(() => this.#lose(), OPEN_WITHIN_MS);
    socket.addEventListener("open", () => {
      if (!current() || !this.#move("opened")) return;
      clearTimeout(this.#deadline);
      this.send(this.#options.hello(ticket));
      this.#pinging = setInterval(() => this.#ping(), PING_EVERY_MS);
    });
    socket.addEventListener("message", (event: MessageEvent) => {
      if (current()) this.#receive(event.data);
    });
    socket.addEventListener("close", () => {
      if (current()) this.#lose();
    });
  }

  #ping(within = PONG_WITHIN_MS): void {
    this.send({ type: "ping" });
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#lose(), within);
  }

  #receive(frame: unknown): void {
    clearTimeout(this.#deadline);
    const message = decode(frame);
    if (message === "malformed" || message === "later") {
      this.notUnderstood++;
      this.#options.onNotUnderstood();
      return;
    }
    if (message.type === "joined" || message.type === "waiting") this.#failures = 0;
    if (message.type === "ok") this.#settle(message.seq, (pending) => pending.resolve());
    else if (message.type === "error" && message.seq !== null) {
      this.#settle(message.seq, (pending) => pending.reject(new RequestError(message.code, message.text)));
    } else this.#options.onMessage(message);
  }

  #settle(seq: number, finish: (pending: Pending) => void): void {
    const pending = this.#pending.get(seq);
    this.#pending.delete(seq);
    if (pending) finish(pending);
  }

  #lose(): void {
    if (!this.#move("lost")) return;
    this.#abandon();
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures++);
    const random = this.#options.random ?? Math.random;
    this.#pause = setTimeout(() => this.#retry(), Math.max(FIRST_PAUSE_MS, longest * (0.5 + random() / 2)));
    this.#options.onLost();
  }

  #retry(): void {
    clearTimeout(this.#pause);
    if (this.#move("retry")) void this.#attach();
  }

  /** On a changed network the old socket is almost surely dead, and so is one that is being made; a new one costs less
   * than finding out. */
  #hint(hint: NetworkHint): void {
    if (hint !== "visible" || this.state === "pausing") this.reconnect();
    else if (this.state === "open") this.#ping();
  }

  #abandon(): void {
    this.#attempt++;
    clearTimeout(this.#pause);
    clearTimeout(this.#deadline);
    clearInterval(this.#pinging);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const each of pending) each.reject(new ConnectionLost());
  }
}
