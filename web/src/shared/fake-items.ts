import type { Outgoing } from "../net/socket.js";
import { RequestError } from "../net/socket.js";
import type { Channel, Item, ServerMessage } from "../protocol/messages.gen.js";

/** For tests: the server's log of one place as `server/rooms/items.py` keeps it, and what each page has not got yet. */
export class FakeLog {
  #n = 0;
  readonly #entries = new Map<string, Item & { readonly person: string }>();
  readonly hosts = new Set<string>();
  /** By person, in order. */
  readonly waiting = new Map<string, ServerMessage[]>();
  /** Those to whom deliver() delivers. */
  readonly pages = new Map<string, { receive(message: ServerMessage): void }>();
  puts = 0;

  deliver(): void {
    for (const [person, page] of this.pages)
      for (const message of this.waiting.get(person)?.splice(0) ?? []) page.receive(message);
  }

  #seenBy(person: string, entry: Item & { readonly person: string }): Item {
    const { person: author, ...item } = entry;
    return { ...item, mine: author === person };
  }

  /** Raises as the server refuses. */
  take(by: string, message: Outgoing): void {
    if (message.type === "catch_up") return this.#catchUp(by);
    if (message.type === "signal") return this.#signal(by, message.channel, message.payload);
    if (message.type !== "put") throw new Error(message.type);
    this.puts += 1;
    const { channel, key, payload } = message;
    const before = this.#entries.get(`${channel}/${key}`);
    const mayTidy = this.hosts.has(by) && payload === null;
    if (before && before.person !== by && !mayTidy)
      throw new RequestError("not_yours", { sv: "Inte din", en: "Not yours" });
    if (!before && payload === null) return;
    this.#n += 1;
    const fresh = { channel, key, first: this.#n, author: by, name: by, person: by, to: null, to_name: null, at: 0 };
    const entry = { mine: false, ...fresh, ...before, n: this.#n, changed_at: null, payload };
    this.#entries.set(`${channel}/${key}`, entry);
    for (const [person, queue] of this.waiting) queue.push({ type: "item", item: this.#seenBy(person, entry) });
  }

  #signal(by: string, channel: Channel, payload: string): void {
    for (const [person, queue] of this.waiting)
      if (person !== by) queue.push({ type: "signal", channel, author: by, payload });
  }

  #catchUp(by: string): void {
    const items = [...this.#entries.values()].filter((each) => each.payload !== null);
    const seen = items.sort((a, b) => a.n - b.n).map((entry) => this.#seenBy(by, entry));
    this.waiting.get(by)?.push({ type: "items", log: "log", items: seen, through: this.#n, more: false });
  }
}
