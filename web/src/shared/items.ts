import { Observable } from "../lib/observable.js";
import { Pace } from "../lib/pace.js";
import { ConnectionLost, type Outgoing, RequestError } from "../net/socket.js";
import {
  type Channel,
  type Item,
  type Items,
  type Joined,
  MAIN,
  MESSAGE_BURST,
  MESSAGES_PER_SECOND,
  type ServerMessage,
  type SignalMessage,
  type Text,
} from "../protocol/messages.gen.js";

/** Something of one's own that the server has not confirmed yet; null removes. */
export interface Unsent {
  readonly key: string;
  readonly payload: string | null;
  readonly to: string | null;
}

export interface SharedWorld {
  /** Rejects with RequestError or ConnectionLost. */
  request(message: Outgoing): Promise<void>;
  send(message: Outgoing): void;
  /** The server refused what the person did. */
  refused(text: Text): void;
}

interface Queued {
  readonly channel: Channel;
  readonly key: string;
}

/** The rest of what the server allows is left for everything else that a page sends. */
const BURST = MESSAGE_BURST / 2;
const PER_SECOND = MESSAGES_PER_SECOND * 0.6;

const MOVED: Text = {
  sv: "Du kom till ett annat rum i mötet innan allt hade skickats. Skriv det igen om det behövs.",
  en: "You came to another room of the meeting before everything was sent. Write it again if need be.",
};

type Heard = (signal: SignalMessage) => void;

/** What the meeting shares beside picture and sound, as this page knows it: the server's items by channel, and what of
 * one's own is still on its way.  After a loss the page asks only for what has changed, and sends what was not
 * confirmed once more; the same key twice is the same item. */
export class Shared extends Observable {
  readonly #world: SharedWorld;
  /** Everything up to the present is here. */
  complete = false;

  /** Where in the meeting this page is. */
  place: string = MAIN;

  #log: string | null = null;
  #through = 0;
  readonly #items = new Map<Channel, Map<string, Item>>();
  readonly #unsent = new Map<Channel, Map<string, Unsent>>();
  readonly #queue: Queued[] = [];
  readonly #pace = new Pace(BURST, PER_SECOND);
  #delivering = false;
  readonly #heard = new Map<Channel, Set<Heard>>();

  constructor(world: SharedWorld) {
    super();
    this.#world = world;
  }

  /** What is in a channel, oldest first. */
  of(channel: Channel): readonly Item[] {
    return [...(this.#items.get(channel)?.values() ?? [])].sort((a, b) => a.first - b.first);
  }

  get(channel: Channel, key: string): Item | null {
    return this.#items.get(channel)?.get(key) ?? null;
  }

  waiting(channel: Channel): readonly Unsent[] {
    return [...(this.#unsent.get(channel)?.values() ?? [])];
  }

  /** Says or changes something; `payload` is anything that JSON can hold, null removes. */
  put(channel: Channel, key: string, payload: unknown, to: string | null = null): void {
    const text = payload === null ? null : JSON.stringify(payload);
    within(this.#unsent, channel).set(key, { key, payload: text, to });
    this.notify();
    this.#queue.push({ channel, key });
    void this.#deliver();
  }

  /** Says something that holds for the moment only; it may get lost. */
  signal(channel: Channel, payload: unknown, to: string | null = null): void {
    this.#world.send({ type: "signal", place: this.place, channel, payload: JSON.stringify(payload), to });
  }

  onSignal(channel: Channel, listener: Heard): () => void {
    const listeners = this.#heard.get(channel) ?? new Set();
    this.#heard.set(channel, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  receive(message: ServerMessage): void {
    if (message.type === "joined") this.#joined(message);
    else if (message.type === "items") this.#caughtUp(message);
    else if (message.type === "item") this.#changed(message.item);
    else if (message.type === "signal") for (const each of this.#heard.get(message.channel) ?? []) each(message);
  }

  #joined({ you, people }: Joined): void {
    const place = people.find((person) => person.id === you)?.place ?? this.place;
    if (place !== this.place) {
      // What was meant for the people there is not said to those here.
      const late = [...this.#unsent.values()].some((keys) => keys.size > 0);
      this.#unsent.clear();
      this.#items.clear();
      if (late) this.#world.refused(MOVED);
    }
    this.place = place;
    void this.#catchUp();
  }

  async #catchUp(): Promise<void> {
    this.complete = false;
    await this.#world.request({ type: "catch_up", log: this.#log, after: this.#through }).catch(() => undefined);
  }

  #caughtUp({ log, items, through, more }: Items): void {
    if (log !== this.#log) this.#items.clear();
    this.#log = log;
    for (const item of items) this.#apply(item);
    this.#through = through;
    this.complete = !more;
    this.notify();
    if (more) void this.#catchUp();
    else this.#resend();
  }

  #resend(): void {
    this.#queue.length = 0;
    for (const [channel, keys] of this.#unsent) for (const key of keys.keys()) this.#queue.push({ channel, key });
    void this.#deliver();
  }

  #changed(item: Item): void {
    // While older news are still coming, this one comes with them again.
    if (this.complete) this.#through = Math.max(this.#through, item.n);
    this.#apply(item);
    this.notify();
  }

  #apply(item: Item): void {
    const there = within(this.#items, item.channel);
    const known = there.get(item.key);
    if (known && known.n >= item.n) return;
    if (item.payload === null) there.delete(item.key);
    else there.set(item.key, item);
  }

  /** Sends what is queued, no faster than the server takes it. */
  async #deliver(): Promise<void> {
    if (this.#delivering) return;
    this.#delivering = true;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      for (let pause = this.#pace.take(); pause > 0; pause = this.#pace.take()) await sleep(pause);
      void this.#send(next);
    }
    this.#delivering = false;
  }

  async #send({ channel, key }: Queued): Promise<void> {
    const mine = this.#unsent.get(channel)?.get(key);
    if (!mine) return;
    try {
      await this.#world.request({ type: "put", place: this.place, channel, ...mine });
    } catch (error) {
      // It is sent again when the connection is back.
      if (error instanceof ConnectionLost) return;
      if (error instanceof RequestError) this.#world.refused(error.text);
    }
    // What was changed again meanwhile is still on its way.
    if (this.#unsent.get(channel)?.get(key) === mine) this.#unsent.get(channel)?.delete(key);
    this.notify();
  }
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function within<T>(map: Map<Channel, Map<string, T>>, channel: Channel): Map<string, T> {
  const found = map.get(channel) ?? new Map<string, T>();
  map.set(channel, found);
  return found;
}

/** A name for a new item. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
