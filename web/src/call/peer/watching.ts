import { MAX_TILES, type MediaTile } from "../../protocol/messages.gen.js";

const LARGEST = 8192;
/** Small changes of size are not worth a message. */
const STEP = 16;
const SETTLED_MS = 250;
const HIDDEN_MS = 2000;

/** A picture on the page, its size in physical pixels. */
export type Shown = Omit<MediaTile, "pinned"> & { readonly pinned?: boolean };

/** What the person has chosen to do without. */
export interface Limits {
  readonly soundOnly: boolean;
  /** People's pictures come no larger than this demands; a shared screen stays legible. */
  readonly saving: boolean;
}

const SAVING = { width: 320, height: 192 };

/** Tells the server which pictures the page shows, and how large: once they have settled, and only what is new.  A
 * page that nobody looks at shows none after a moment; its sound goes on. */
export class Watching {
  readonly #send: (tiles: MediaTile[]) => void;
  #tiles: readonly MediaTile[] | null = null;
  #hidden = false;
  #limits: Limits = { soundOnly: false, saving: false };
  #floating: MediaTile | null = null;
  #told: string | null = null;
  #joined = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (tiles: MediaTile[]) => void) {
    this.#send = send;
  }

  /** What the page shows, the most important first; null before it has shown anything. */
  get tiles(): readonly MediaTile[] | null {
    return this.#tiles;
  }

  show(tiles: readonly Shown[]): void {
    const before = this.#tiles;
    this.#tiles = mostImportant(tiles.map(rounded));
    // What is drawn again without a change must not put off what waits to be told.
    if (!this.#hidden && JSON.stringify(before) !== JSON.stringify(this.#tiles)) this.#later(SETTLED_MS);
  }

  /** A picture in a window of its own, which is seen also while the page is not. */
  float(tile: Shown | null): void {
    const floating = tile && rounded(tile);
    if (JSON.stringify(floating) === JSON.stringify(this.#floating)) return;
    this.#floating = floating;
    this.#later(SETTLED_MS);
  }

  limit(limits: Limits): void {
    const { soundOnly, saving } = this.#limits;
    if (limits.soundOnly === soundOnly && limits.saving === saving) return;
    this.#limits = limits;
    this.#later(0);
  }

  hide(hidden: boolean): void {
    if (hidden === this.#hidden) return;
    this.#hidden = hidden;
    this.#later(hidden ? HIDDEN_MS : 0);
  }

  /** The server may have forgotten everything that it was told before. */
  enter(): void {
    this.#joined = true;
    this.#told = null;
    this.#later(0);
  }

  leave(): void {
    this.#joined = false;
    this.#tiles = this.#floating = null;
    clearTimeout(this.#timer);
  }

  #seen(): MediaTile[] {
    const floating = this.#floating;
    const onPage = this.#hidden ? [] : [...(this.#tiles ?? [])];
    return floating && !onPage.some((tile) => key(tile) === key(floating)) ? [floating, ...onPage] : onPage;
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(), ms);
  }

  #tell(): void {
    if (!this.#joined || !this.#tiles) return;
    const { soundOnly, saving } = this.#limits;
    const tiles = soundOnly ? [] : this.#seen().map((tile) => (saving ? small(tile) : tile));
    const text = JSON.stringify(tiles);
    if (text === this.#told) return;
    this.#told = text;
    this.#send(tiles);
  }
}

function rounded({ participant, source, width, height, pinned = false }: Shown): MediaTile {
  const pixels = (size: number): number => Math.min(LARGEST, Math.ceil(size / STEP) * STEP);
  return { participant, source, width: pixels(width), height: pixels(height), pinned };
}

function small(tile: MediaTile): MediaTile {
  if (tile.source !== "camera") return tile;
  const { width, height } = tile;
  return { ...tile, width: Math.min(width, SAVING.width), height: Math.min(height, SAVING.height) };
}

/** The pinned and the largest first, in an order that is the same for the same tiles. */
function mostImportant(tiles: readonly MediaTile[]): readonly MediaTile[] {
  const weight = (tile: MediaTile): number => (tile.pinned ? LARGEST * LARGEST : 0) + tile.width * tile.height;
  return [...tiles].sort((a, b) => weight(b) - weight(a) || (key(a) < key(b) ? -1 : 1)).slice(0, MAX_TILES);
}

const key = ({ participant, source }: MediaTile): string => `${participant}/${source}`;
