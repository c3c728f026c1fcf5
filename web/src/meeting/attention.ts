import type { Waiting } from "../protocol/messages.gen.js";

/** The ways to reach a host who looks elsewhere; tests pass fakes. */
export interface AttentionWorld {
  ring(): void;
  setTitle(title: string | null): void;
  /** Shows a notification of the system, where that is allowed; returns how to take it away. */
  notify(name: string, id: string): () => void;
  title(count: number): string;
}

const RING_EVERY_MS = 6000;
const FLASH_EVERY_MS = 1000;

/** Makes sure that a waiting guest is noticed, for as long as anybody waits. */
export class Attention {
  readonly #world: AttentionWorld;
  silenced = false;
  readonly #notices = new Map<string, () => void>();
  #ringing: ReturnType<typeof setInterval> | undefined;
  #flashing: ReturnType<typeof setInterval> | undefined;
  #count = 0;

  constructor(world: AttentionWorld) {
    this.#world = world;
  }

  update(waiting: readonly Waiting[]): void {
    const here = new Set(waiting.map((guest) => guest.id));
    const arrived = waiting.filter((guest) => !this.#notices.has(guest.id));
    for (const [id, close] of this.#notices) {
      if (here.has(id)) continue;
      close();
      this.#notices.delete(id);
    }
    for (const { id, name } of arrived) this.#notices.set(id, this.#world.notify(name, id));
    this.#count = waiting.length;
    if (this.#count === 0) this.#rest();
    else if (arrived.length > 0) this.#call();
  }

  silence(silenced: boolean): void {
    this.silenced = silenced;
  }

  stop(): void {
    this.update([]);
  }

  #call(): void {
    this.#rest();
    this.#ring();
    this.#ringing = setInterval(() => this.#ring(), RING_EVERY_MS);
    let shown = true;
    this.#world.setTitle(this.#world.title(this.#count));
    this.#flashing = setInterval(() => {
      shown = !shown;
      this.#world.setTitle(shown ? this.#world.title(this.#count) : null);
    }, FLASH_EVERY_MS);
  }

  #ring(): void {
    if (!this.silenced) this.#world.ring();
  }

  #rest(): void {
    clearInterval(this.#ringing);
    clearInterval(this.#flashing);
    this.#world.setTitle(null);
  }
}
