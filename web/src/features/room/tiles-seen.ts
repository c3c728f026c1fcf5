import type { Shown, Watching } from "../../call/watching.js";
import type { RoomTile } from "./tile.js";

/** Follows which tiles are on the screen, and how large, for as long as the stage is there. */
export class TilesSeen {
  readonly #seen = new Map<RoomTile, boolean>();
  readonly #intersections = new IntersectionObserver((entries) => {
    for (const entry of entries) this.#seen.set(entry.target as RoomTile, entry.isIntersecting);
    this.#tell();
  });
  readonly #sizes = new ResizeObserver(() => this.#tell());
  readonly #visibility = () => this.watching.hide(document.hidden);

  constructor(private readonly watching: Watching) {
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
    this.#seen.set(tile, false);
    this.#intersections.observe(tile);
    this.#sizes.observe(tile);
  }

  #forget(tile: RoomTile): void {
    this.#seen.delete(tile);
    this.#intersections.unobserve(tile);
    this.#sizes.unobserve(tile);
  }

  #tell(): void {
    const visible = [...this.#seen].filter(([, seen]) => seen);
    this.watching.show(visible.flatMap(([tile]) => shown(tile)));
  }
}

function shown(tile: RoomTile): Shown[] {
  if (!tile.person) return [];
  const { width, height } = tile.getBoundingClientRect();
  const density = window.devicePixelRatio;
  const { source } = tile;
  return [
    {
      participant: tile.person.id,
      source,
      width: width * density,
      height: height * density,
      pinned: source === "screen",
    },
  ];
}
