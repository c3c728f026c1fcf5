import { Settled } from "../lib/settled.js";
import { Observable } from "../lib/observable.js";
import type { Network, Source } from "../protocol/messages.gen.js";
import type { RoomState } from "./room.js";

const WORSE: Readonly<Record<Network, number>> = { good: 0, weak: 1, bad: 2 };
/** Bad news are told once they are sure, and taken back once they are surely over. */
const WORSE_MS = 2000;
const BETTER_MS = 5000;
/** A picture that moves again is not covered a moment longer. */
const HELD_MS = 1000;

/** What people are shown of the networks: whose is weak, and which pictures are held back. */
export class NetworkSigns extends Observable {
  readonly #networks = new Settled<Network>("good", (from, to) => (WORSE[to] > WORSE[from] ? WORSE_MS : BETTER_MS));
  readonly #pictures = new Settled<boolean>(false, (_, held) => (held ? HELD_MS : 0));
  #you = "";

  constructor() {
    super();
    for (const source of [this.#networks, this.#pictures]) source.subscribe(() => this.notify());
  }

  update({ people, quality, you }: RoomState): void {
    this.#you = you ?? "";
    // Somebody who is not connected has no network; the page says so in another way.
    const connected = [...people.values()].filter((person) => person.connected);
    this.#networks.update(new Map(connected.map((person) => [person.id, person.network])));
    this.#pictures.update(
      new Map((quality?.held ?? []).map(({ participant, source }) => [key(participant, source), true])),
    );
  }

  /** The network of one person. */
  of(participant: string): Network {
    return this.#networks.get(participant);
  }

  get own(): Network {
    return this.of(this.#you);
  }

  /** The way to this page has no room for the picture. */
  held(participant: string, source: Source): boolean {
    return this.#pictures.get(key(participant, source));
  }

  get anyHeld(): boolean {
    return this.#pictures.names.length > 0;
  }

  stop(): void {
    this.#networks.stop();
    this.#pictures.stop();
  }
}

const key = (participant: string, source: Source): string => `${participant}/${source}`;
