import { arrange } from "./grid.js";

/** In CSS pixels from the upper left corner of the stage. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Spots {
  /** For what is larger than the rest; null where all are alike. */
  readonly large: Spot | null;
  readonly tiles: readonly Spot[];
}

/** `grid`: all alike.  `strip`: one large and a row of small ones.  `side`: both about equally important. */
export type Plan = "grid" | "strip" | "side";

const GAP = 8;
const SMALL_SHAPE = 10 / 16;

const clamp = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, value));
const wide = (width: number, height: number): boolean => width >= height;

/** Where `count` small pictures and perhaps a large one stand on a stage of `width` by `height`. */
export function spotsFor(plan: Plan, width: number, height: number, count: number): Spots {
  const whole = { x: 0, y: 0, width, height };
  if (plan === "grid") return { large: null, tiles: inGrid(whole, count) };
  if (count === 0) return { large: whole, tiles: [] };
  const beside = plan === "side" ? sideOf(width, height) : stripOf(width, height);
  const large = wide(width, height) ? { ...whole, width: beside.x - GAP } : { ...whole, height: beside.y - GAP };
  return { large, tiles: plan === "side" ? inGrid(beside, count) : inRow(beside, count) };
}

/** A part of the stage for one picture that must be seen well whatever else is shown, and what is left. */
export function apart(width: number, height: number): { readonly one: Spot; readonly rest: Spot } {
  if (wide(width, height)) {
    const own = Math.round(clamp(240, width * 0.3, 640));
    const tall = Math.min(height, Math.round(own * 0.75));
    const one = { x: width - own, y: Math.round((height - tall) / 2), width: own, height: tall };
    return { one, rest: { x: 0, y: 0, width: width - own - GAP, height } };
  }
  const own = Math.round(clamp(150, height * 0.36, 480));
  const one = { x: 0, y: height - own, width, height: own };
  return { one, rest: { x: 0, y: 0, width, height: height - own - GAP } };
}

/** How many small pictures there is room for in the row beside a large one. */
export function roomInStrip(width: number, height: number): number {
  const strip = stripOf(width, height);
  const small = smallIn(strip);
  const [space, one] = wide(width, height) ? [strip.height, small.height] : [strip.width, small.width];
  return Math.max(1, Math.floor((space + GAP) / (one + GAP)));
}

export function sideOf(width: number, height: number): Spot {
  if (!wide(width, height))
    return { x: 0, y: Math.round(height * 0.58), width, height: height - Math.round(height * 0.58) };
  const own = Math.round(clamp(200, width * 0.36, 900));
  return { x: width - own, y: 0, width: own, height };
}

function stripOf(width: number, height: number): Spot {
  if (wide(width, height)) {
    const own = Math.round(clamp(132, width * 0.18, 320));
    return { x: width - own, y: 0, width: own, height };
  }
  const own = Math.round(clamp(100, width * 0.3, 220) * SMALL_SHAPE);
  return { x: 0, y: height - own, width, height: own };
}

function smallIn(strip: Spot): { readonly width: number; readonly height: number } {
  return strip.x > 0
    ? { width: strip.width, height: Math.round(strip.width * SMALL_SHAPE) }
    : { width: Math.round(strip.height / SMALL_SHAPE), height: strip.height };
}

function inRow(strip: Spot, count: number): Spot[] {
  const small = smallIn(strip);
  const [right, down] = strip.x > 0 ? [0, small.height + GAP] : [small.width + GAP, 0];
  return Array.from({ length: count }, (_, at) => ({
    x: strip.x + at * right,
    y: strip.y + at * down,
    ...small,
  }));
}

/** As large as they fit, in the middle, and so is a last row that is not full. */
function inGrid(space: Spot, count: number): Spot[] {
  const { columns, width, height } = arrange(count, space.width, space.height);
  const rows = Math.ceil(count / columns);
  const span = (number: number, one: number): number => number * one + (number - 1) * GAP;
  const top = space.y + Math.max(0, Math.floor((space.height - span(rows, height)) / 2));
  return Array.from({ length: count }, (_, at) => {
    const row = Math.floor(at / columns);
    const inThisRow = row === rows - 1 ? count - row * columns : columns;
    const left = space.x + Math.floor((space.width - span(inThisRow, width)) / 2);
    return { x: left + (at % columns) * (width + GAP), y: top + row * (height + GAP), width, height };
  });
}
