import { distance2 } from "./points.js";
import type { Box, Thing } from "./things.js";
import { SMALLEST } from "./things.js";
import type { Spot } from "./viewport.js";

/** Where things are, what is hit, and how they are moved and stretched. */

function around(points: readonly number[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at < points.length; at += 2) {
    const [x, y] = [points[at] as number, points[at + 1] as number];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The box between two corners, whichever they are. */
export function between(a: Spot, b: Spot): Box {
  return around([a.x, a.y, b.x, b.y].map(Math.round));
}

export function bounds(thing: Thing): Box {
  if ("box" in thing) return thing.box;
  return around("points" in thing ? thing.points : [...thing.from, ...thing.to]);
}

function nearLine(points: readonly number[], { x, y }: Spot, reach: number): boolean {
  const value = (at: number) => points[at] as number;
  if (points.length === 2) return Math.hypot(x - value(0), y - value(1)) <= reach;
  for (let at = 0; at + 3 < points.length; at += 2)
    if (distance2(x, y, value(at), value(at + 1), value(at + 2), value(at + 3)) <= reach ** 2) return true;
  return false;
}

function inside({ x, y, width, height }: Box, spot: Spot, reach: number): boolean {
  return spot.x >= x - reach && spot.x <= x + width + reach && spot.y >= y - reach && spot.y <= y + height + reach;
}

/** Whether something at `spot` is meant; `reach` is how near is near enough. */
export function hit(thing: Thing, spot: Spot, reach: number): boolean {
  const box = bounds(thing);
  const edge = "width" in thing ? reach + thing.width / 2 : reach;
  if (!inside(box, spot, edge)) return false;
  if ("points" in thing) return nearLine(thing.points, spot, edge);
  if ("from" in thing) return nearLine([...thing.from, ...thing.to], spot, edge);
  if (thing.kind === "rectangle") {
    const { x, y, width, height } = box;
    const corners = [x, y, x + width, y, x + width, y + height, x, y + height, x, y];
    return nearLine(corners, spot, edge);
  }
  if (thing.kind === "ellipse") return nearEllipse(box, spot, edge);
  return true;
}

function nearEllipse({ x, y, width, height }: Box, spot: Spot, reach: number): boolean {
  const [a, b] = [Math.max(1, width / 2), Math.max(1, height / 2)];
  const [dx, dy] = [(spot.x - x - a) / a, (spot.y - y - b) / b];
  return Math.abs(Math.hypot(dx, dy) - 1) * Math.min(a, b) <= reach;
}

/** The same thing where `place` puts each of its points. */
function mapped(thing: Thing, place: (spot: Spot) => Spot): Thing {
  const put = (x: number, y: number): [number, number] => {
    const at = place({ x, y });
    return [Math.round(at.x), Math.round(at.y)];
  };
  if ("points" in thing) {
    const points: number[] = [];
    for (let at = 0; at < thing.points.length; at += 2)
      points.push(...put(thing.points[at] as number, thing.points[at + 1] as number));
    return { ...thing, points };
  }
  if ("from" in thing) return { ...thing, from: put(...thing.from), to: put(...thing.to) };
  const { x, y, width, height } = thing.box;
  return { ...thing, box: around([...put(x, y), ...put(x + width, y + height)]) };
}

/** Moved, but no further than the edges of the board. */
export function moved(thing: Thing, dx: number, dy: number, board: Box): Thing {
  const { x, y, width, height } = bounds(thing);
  const within = (step: number, at: number, size: number, from: number, whole: number) => {
    const [least, most] = [from - at, from + whole - at - size];
    return least > most ? 0 : Math.min(most, Math.max(least, step));
  };
  const right = within(dx, x, width, board.x, board.width);
  const down = within(dy, y, height, board.y, board.height);
  return mapped(thing, (spot) => ({ x: spot.x + right, y: spot.y + down }));
}

/** Stretched so that its bounds become `to`. */
export function stretched(thing: Thing, to: Box): Thing {
  const from = bounds(thing);
  const along = (value: number, start: number, size: number, begin: number, length: number) =>
    size === 0 ? begin : begin + ((value - start) * length) / size;
  return mapped(thing, ({ x, y }) => ({
    x: along(x, from.x, from.width, to.x, to.width),
    y: along(y, from.y, from.height, to.y, to.height),
  }));
}

/** The bounds when their lower right corner is drawn to `corner`; pictures keep their proportions. */
export function drawnTo(thing: Thing, corner: Spot): Box {
  const { x, y, width, height } = bounds(thing);
  const wide = Math.max(SMALLEST, Math.round(corner.x - x));
  if (thing.kind === "image" && width > 0)
    return { x, y, width: wide, height: Math.max(SMALLEST, Math.round((wide * height) / width)) };
  const flat = !("box" in thing);
  return {
    x,
    y,
    width: flat && width === 0 ? 0 : wide,
    height: flat && height === 0 ? 0 : Math.max(SMALLEST, Math.round(corner.y - y)),
  };
}
