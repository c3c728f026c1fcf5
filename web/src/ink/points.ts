import { whole } from "../lib/checks.js";

/** A line's points: x and y in turn, whole units. */
export type Points = readonly number[];

/** How hard the pen was pressed at each point, a digit each; empty where the device does not tell. */
export type Pressure = string;

export const FARTHEST = 100_000;
export const MAX_POINTS = 8000;

/** First the first point, then the steps from each to the next, which are short. */
export function toSteps(points: Points): number[] {
  return points.map((value, at) => (at < 2 ? value : value - (points[at - 2] as number)));
}

/** The points that steps lead to, or null where they are no line. */
export function fromSteps(steps: unknown): number[] | null {
  if (!Array.isArray(steps) || steps.length < 2 || steps.length % 2 || steps.length > MAX_POINTS * 2) return null;
  const points: number[] = [];
  for (const step of steps) {
    const at = points.length;
    const reached = whole(step, -2 * FARTHEST, 2 * FARTHEST);
    const value = reached === null ? null : whole(reached + (points[at - 2] ?? 0), -FARTHEST, FARTHEST);
    if (value === null) return null;
    points.push(value);
  }
  return points;
}

/** Squared distance from (x, y) to the line between two points. */
export function distance2(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const length2 = dx * dx + dy * dy;
  const along = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length2));
  return (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2;
}

interface Line {
  readonly points: Points;
  readonly pressure: Pressure;
}

function pick({ points, pressure }: Line, kept: readonly number[]): Line {
  return {
    points: kept.flatMap((at) => [points[2 * at] as number, points[2 * at + 1] as number]),
    pressure: pressure && kept.map((at) => pressure[at]).join(""),
  };
}

/** The same line with fewer points: none that is left out was further than `tolerance` from it (Ramer, Douglas and
 * Peucker). */
export function simplify(line: Line, tolerance: number): Line {
  const { points } = line;
  const last = points.length / 2 - 1;
  const kept = new Set([0, last]);
  const open: [number, number][] = [[0, last]];
  const value = (at: number) => points[at] as number;
  for (let part = open.pop(); part; part = open.pop()) {
    const [from, to] = part;
    let farthest = tolerance ** 2;
    let split = -1;
    for (let at = from + 1; at < to; at += 1) {
      const away = distance2(
        value(2 * at),
        value(2 * at + 1),
        value(2 * from),
        value(2 * from + 1),
        value(2 * to),
        value(2 * to + 1),
      );
      if (away > farthest) [farthest, split] = [away, at];
    }
    if (split < 0) continue;
    kept.add(split);
    open.push([from, split], [split, to]);
  }
  return pick(
    line,
    [...kept].sort((a, b) => a - b),
  );
}

/** Parts that share the point where they meet, each no longer than `fits` allows. */
export function split(line: Line, fits: (line: Line) => boolean): Line[] {
  const count = line.points.length / 2;
  if (count <= 2 || fits(line)) return [line];
  const middle = Math.floor(count / 2);
  const range = (from: number, to: number) =>
    pick(
      line,
      Array.from({ length: to - from + 1 }, (_, at) => from + at),
    );
  return [...split(range(0, middle), fits), ...split(range(middle, count - 1), fits)];
}
