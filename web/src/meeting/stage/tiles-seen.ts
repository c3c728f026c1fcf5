import type { Shown, Watching } from "../../call/peer/watching.js";
import type { RoomTile } from "./tile.js";

interface Seen {
  visible: boolean;
  width: number;
  height: number;
}

/** Follows which tiles are on the screen, and how large, for as long as the stage is there.  It never measures: the
 * browser tells sizes once it has laid the page out. */
export class TilesSeen {
  readonly #watching: Watching;
  readonly #seen = new Map<RoomTile, Seen>();
  readonly #intersections = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) this.#note(target, { visible: isIntersecting });
    this.#tell();
  });
  readonly #sizes = new ResizeObserver((entries) => {
    for (const { target, borderBoxSize } of entries) {
      const [box] = borderBoxSize;
      if (box) this.#note(target, { width: box.inlineSize, height: box.blockSize });
    }
    this.#tell();
  });
  readonly #visibility = () => this.#watching.hide(document.hidden);

  constructor(watching: Watching) {
    this.#watching = watching;

    document.addEventListener("visibilitychange", this.#visibility);
    this.#visibility();
  }

  /** These tiles are on the page now; one's own picture never comes over the network. */
  update(tiles: Iterable<RoomTile>): void {
    const present = new Set([...tiles].filter((tile) => !tile.self));
    for (const tile of [...this.#seen.keys()]) if (!present.has(tile)) this.#forget(tile);
    for (const tile of present) if (!this.#seen.has(tile)) this.#follow(tile);
    this.#tell();
  }

  stop(): void {
    document.removeEventListener("visibilitychange", this.#visibility);
    this.#intersections.disconnect();
    this.#sizes.disconnect();
  }

  #follow(tile: RoomTile): void {
    this.#seen.set(tile, { visible: false, width: 0, height: 0 });
    this.#intersections.observe(tile);
    this.#sizes.observe(tile);
  }

  #forget(tile: RoomTile): void {
    this.#seen.delete(tile);
    this.#intersections.unobserve(tile);
    this.#sizes.unobserve(tile);
  }

  #note(target: Element, news: Partial<Seen>): void {
    const seen = this.#seen.get(target as RoomTile);
    if (seen) Object.assign(seen, news);
  }

  #tell(): void {
    const visible = [...this.#seen].filter(([, { visible, width }]) => visible && width > 0);
    this.#watching.show(visible.flatMap(([tile, size]) => shown(tile, size)));
  }
}

function shown({ person, source, large, signer }: RoomTile, { width, height }: Seen): Shown[] {
  if (!person) return [];
  const density = window.devicePixelRatio;
  const pinned = source === "screen" || large || signer;
  return [{ participant: person.id, source, width: width * density, height: height * density, pinned }];
}
