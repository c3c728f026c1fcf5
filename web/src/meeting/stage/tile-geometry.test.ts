import { describe, expect, it } from "vitest";
import { roomFor } from "../../state/layout.js";
import { apart, type Spot, spotsFor, type Plan, roomInStrip, sideOf } from "./tile-geometry.js";

const STAGES = { phone: [344, 560], sideways: [620, 340], tablet: [752, 900], laptop: [1264, 640], wall: [3824, 1980] };
const plans: readonly Plan[] = ["grid", "strip", "side"];

function mostOf(plan: Plan, width: number, height: number): number {
  if (plan === "strip") return roomInStrip(width, height);
  const side = sideOf(width, height);
  return plan === "grid" ? roomFor(width, height) : roomFor(side.width, side.height);
}

const overlap = (a: Spot, b: Spot): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe.each(Object.entries(STAGES))("on a %s", (_, [width = 0, height = 0]) => {
  it.each(plans)("all of a %s lie on the stage and none on another, however many there are", (plan) => {
    for (let count = 0; count <= mostOf(plan, width, height); count++) {
      const { large, tiles } = spotsFor(plan, width, height, count);
      expect(tiles).toHaveLength(count);
      const all = large ? [large, ...tiles] : tiles;
      for (const place of all) {
        expect(place.x).toBeGreaterThanOrEqual(0);
        expect(place.y).toBeGreaterThanOrEqual(0);
        expect(place.x + place.width).toBeLessThanOrEqual(width);
        expect(place.y + place.height).toBeLessThanOrEqual(height);
        expect(place.width).toBeGreaterThan(60);
        expect(place.height).toBeGreaterThan(50);
      }
      const crossed = all.flatMap((one, at) => all.slice(at + 1).filter((other) => overlap(one, other)));
      expect(crossed, `${count} in a ${plan}`).toEqual([]);
    }
  });

  it("what is large takes most of the stage, and all of it when nobody stands beside it", () => {
    const area = ({ width, height }: Spot): number => width * height;
    const { large } = spotsFor("strip", width, height, 2);
    expect(large && area(large)).toBeGreaterThan(width * height * 0.6);
    expect(spotsFor("strip", width, height, 0).large).toEqual({ x: 0, y: 0, width, height });
  });

  it("side by side leaves people larger than in a strip", () => {
    const size = (plan: Plan): number => spotsFor(plan, width, height, 1).tiles[0]?.width ?? 0;
    expect(size("side")).toBeGreaterThan(size("strip"));
  });
});

it("centres a last row that is not full", () => {
  const { tiles } = spotsFor("grid", 1264, 640, 5);
  const last = tiles.slice(-2);
  const middle = ((last[0]?.x ?? 0) + (last[1]?.x ?? 0) + (last[1]?.width ?? 0)) / 2;
  expect(Math.abs(middle - 632)).toBeLessThanOrEqual(1);
});

describe("a picture apart", () => {
  it.each([
    [1280, 620],
    [1920, 900],
    [360, 560],
    [768, 900],
  ])("is of good size on %i by %i and leaves most for the rest", (width, height) => {
    const { one, rest } = apart(width, height);
    expect(Math.min(one.width, (one.height * 4) / 3)).toBeGreaterThanOrEqual(200);
    expect(rest.width * rest.height).toBeGreaterThan(one.width * one.height);
    expect(one.x + one.width).toBeLessThanOrEqual(width);
    expect(one.y + one.height).toBeLessThanOrEqual(height);
    const beside = one.x >= rest.width || one.y >= rest.height;
    expect(beside).toBe(true);
  });
});
