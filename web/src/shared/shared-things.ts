import { Observable } from "../lib/observable.js";
import type { Unsent } from "./items.js";
import { type ItemPayloads, readItem, wireItem } from "./payloads.js";
import type { Channel, Item } from "../protocol/messages.gen.js";

/** What a board needs of the meeting's shared data. */
export interface SharedData {
  of(channel: Channel): readonly Item[];
  waiting(channel: Channel): readonly Unsent[];
  put(channel: Channel, key: string, payload: unknown): void;
  subscribe(listener: () => void): () => void;
}

export interface Placed<T> {
  readonly key: string;
  readonly mine: boolean;
  /** Who made it. */
  readonly author: string;
  readonly thing: T;
}

export interface Change<T> {
  readonly key: string;
  /** null removes it. */
  readonly thing: T | null;
}

/** The channels that hold many things of one kind. */
type Things = Pick<ItemPayloads, "marks" | "whiteboard">;

interface Step<T> {
  readonly before: readonly Change<T>[];
  readonly after: readonly Change<T>[];
}

const MAX_STEPS = 200;

/** The things in one channel, in the order in which they were made, with one's own as one left them even before the
 * server has them.  What is no thing is left out.  Undo and redo concern one's own alone. */
export class SharedThings<C extends keyof Things> extends Observable {
  #placed: readonly Placed<Things[C]>[] | null = null;
  readonly #parsed = new Map<string, { readonly payload: string; readonly thing: Things[C] | null }>();
  readonly #done: Step<Things[C]>[] = [];
  readonly #undone: Step<Things[C]>[] = [];
  readonly #shared: SharedData;
  readonly #channel: C;
  readonly #stop: () => void;

  constructor(shared: SharedData, channel: C) {
    super();
    this.#shared = shared;
    this.#channel = channel;
    this.#stop = shared.subscribe(() => {
      this.#placed = null;
      this.notify();
    });
  }

  close(): void {
    this.#stop();
  }

  get list(): readonly Placed<Things[C]>[] {
    this.#placed ??= this.#read();
    return this.#placed;
  }

  get(key: string): Placed<Things[C]> | null {
    return this.list.find((each) => each.key === key) ?? null;
  }

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /** Makes, changes or removes, as one step.  What others have made can only be removed, and does not come back. */
  change(changes: readonly Change<Things[C]>[]): void {
    const own = changes.filter(({ key }) => this.get(key)?.mine ?? true);
    const before = own.map(({ key }) => ({ key, thing: this.get(key)?.thing ?? null }));
    if (own.length > 0) {
      this.#done.push({ before, after: own });
      this.#undone.length = 0;
    }
    if (this.#done.length > MAX_STEPS) this.#done.shift();
    this.#send(changes);
  }

  undo(): void {
    const step = this.#done.pop();
    if (!step) return;
    this.#undone.push(step);
    this.#send(step.before);
  }

  redo(): void {
    const step = this.#undone.pop();
    if (!step) return;
    this.#done.push(step);
    this.#send(step.after);
  }

  #send(changes: readonly Change<Things[C]>[]): void {
    for (const { key, thing } of changes)
      this.#shared.put(this.#channel, key, thing && wireItem(this.#channel, thing as ItemPayloads[C]));
  }

  #read(): Placed<Things[C]>[] {
    const unsent = new Map(this.#shared.waiting(this.#channel).map((each) => [each.key, each.payload]));
    const found: Placed<Things[C]>[] = [];
    const add = (key: string, payload: string | null, mine: boolean, author: string) => {
      const thing = payload === null ? null : this.#understood(key, payload);
      if (thing !== null) found.push({ key, mine, author, thing });
    };
    for (const { key, payload, mine, name } of this.#shared.of(this.#channel)) {
      add(key, unsent.has(key) ? (unsent.get(key) ?? null) : payload, mine, name);
      unsent.delete(key);
    }
    for (const [key, payload] of unsent) add(key, payload, true, "");
    const there = new Set(found.map((each) => each.key));
    for (const key of [...this.#parsed.keys()]) if (!there.has(key)) this.#parsed.delete(key);
    return found;
  }

  #understood(key: string, payload: string): Things[C] | null {
    const known = this.#parsed.get(key);
    if (known?.payload === payload) return known.thing;
    const thing = readItem(this.#channel, payload) as Things[C] | null;
    this.#parsed.set(key, { payload, thing });
    return thing;
  }
}
