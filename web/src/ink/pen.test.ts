import { expect, it } from "vitest";
import { Drafts, readInk, wireInk } from "./drafts.js";
import type { Fields } from "../lib/checks.js";
import { FITS, Pen } from "./pen.js";
import { distance2, simplify } from "./points.js";
import { seeded } from "./hostile.js";
import { readThing, wireThing } from "./things.js";

const ink = { kind: "pen", colour: "black", width: 60 } as const;

function scribbled(count: number, pressed: boolean): Pen {
  const random = seeded(7);
  const pen = new Pen("k", "", ink, pressed);
  let [x, y] = [8000, 5000];
  for (let at = 0; at < count; at += 1) {
    [x, y] = [x + (random() - 0.5) * 700, y + (random() - 0.5) * 700].map((value) =>
      Math.min(9999, Math.max(0, value)),
    ) as [number, number];
    pen.draw([{ x, y, pressure: random() }]);
  }
  return pen;
}

it("a long wild line is put in parts that fit the wire and join where they were cut", () => {
  const parts = scribbled(3000, true).finished(6);
  expect(parts.length).toBeGreaterThan(1);
  for (const part of parts) {
    const payload = JSON.stringify(wireThing(part));
    expect(payload.length).toBeLessThanOrEqual(FITS);
    expect(readThing(JSON.parse(payload))).toEqual(part);
  }
  for (const [at, part] of parts.slice(1).entries())
    expect(part.points.slice(0, 2)).toEqual(parts[at]?.points.slice(-2));
});

it("a line has fewer points after it, and none of the others was far from it", () => {
  const points = Array.from({ length: 1000 }, (_, at) => [at * 10, Math.round(500 * Math.sin(at / 60))]).flat();
  const simple = simplify({ points, pressure: "" }, 6);
  expect(simple.points.length).toBeLessThan(points.length / 10);
  for (let at = 0; at < points.length; at += 2) {
    const near = simple.points.flatMap((_, index) => {
      const [ax, ay, bx, by] = simple.points.slice(index, index + 4);
      if (index % 2 || ax === undefined || ay === undefined || bx === undefined || by === undefined) return [];
      return [distance2(points[at] as number, points[at + 1] as number, ax, ay, bx, by)];
    });
    expect(Math.sqrt(Math.min(...near))).toBeLessThanOrEqual(6.001);
  }
});

it("others see the whole line grow from its pieces", () => {
  const pen = scribbled(900, false);
  const drafts = new Drafts(() => 0);
  let pieces = 0;
  for (let piece = pen.news(); piece; piece = pen.news()) {
    pieces += 1;
    const payload = JSON.stringify(wireInk({ do: "draw", ...piece }));
    expect(payload.length).toBeLessThan(2900);
    drafts.hear("a", readInk(JSON.parse(payload) as Fields));
  }
  expect(pieces).toBeGreaterThan(3);
  expect(drafts.in("")).toEqual([pen.stroke]);
});

it("a tap is a dot", () => {
  const pen = new Pen("k", "", ink, false);
  pen.draw([{ x: 3, y: 4, pressure: null }]);
  pen.draw([{ x: 3.2, y: 4.1, pressure: null }]);
  expect(pen.finished(6)).toEqual([{ ...ink, points: [3, 4], pressure: "" }]);
});
