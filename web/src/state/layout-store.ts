import { Observable } from "../lib/observable.js";
import { recall, remember } from "../lib/remember.js";
import { Settled } from "../lib/settled.js";
import { type Arrangement, ARRANGEMENTS, type Layout, layOut, type Scene, type Chosen } from "./layout.js";

/** So long somebody must be the one who is heard before the pictures follow. */
const SPEAKS_MS = 1200;
const ONE = "speaker";

/** What the person has chosen about the pictures, kept in this browser, and who is large at the moment. */
export class LayoutStore extends Observable {
  chosen: Chosen = {
    arrangement: ARRANGEMENTS.find((each) => each === recall("layout")) ?? "grid",
    pinned: null,
    hideSelf: recall("hide-self") === "yes",
    page: 0,
  };
  readonly #speaker = new Settled<string | null>(null, () => SPEAKS_MS);
  #last: string | null = null;

  constructor() {
    super();
    this.#speaker.subscribe(() => {
      // Whoever spoke last stays large while nobody speaks.
      this.#last = this.#speaker.get(ONE) ?? this.#last;
      this.notify();
    });
  }

  /** Whoever spoke last, for long enough. */
  get lastSpeaker(): string | null {
    return this.#last;
  }

  hear(speaking: readonly string[]): void {
    this.#speaker.update(new Map([[ONE, speaking[0] ?? null]]));
  }

  lay(scene: Omit<Scene, "speaker">): Layout {
    return layOut(this.chosen, { ...scene, speaker: this.#last });
  }

  arrange(arrangement: Arrangement): void {
    remember("layout", arrangement);
    this.#set({ arrangement, pinned: null, page: 0 });
  }

  pin(participant: string): void {
    this.#set({ pinned: this.chosen.pinned === participant ? null : participant });
  }

  hideSelf(hideSelf: boolean): void {
    remember("hide-self", hideSelf ? "yes" : "no");
    this.#set({ hideSelf });
  }

  turn(page: number): void {
    this.#set({ page });
  }

  stop(): void {
    this.#speaker.stop();
  }

  #set(change: Partial<Chosen>): void {
    this.chosen = { ...this.chosen, ...change };
    this.notify();
  }
}
