import { describe, expect, it } from "vitest";
import { type Effort, NEXT, Pace } from "./pace.js";

function after(...runs: readonly (readonly [pictures: number, ms: number])[]): Effort {
  const pace = new Pace();
  for (const [pictures, ms] of runs) for (let i = 0; i < pictures; i++) pace.took(ms);
  return pace.effort;
}

describe("the pace of the background", () => {
  it("stays at full effort on a machine that keeps up", () => {
    expect(after([10_000, 20])).toBe("full");
  });

  it("forgives the first pictures, which pay for compiling", () => {
    expect(after([9, 900], [1000, 20])).toBe("full");
  });

  it("makes it easier for itself when pictures take long for a while, and no sooner", () => {
    expect(after([10, 60], [59, 60])).toBe("full");
    expect(after([10, 60], [60, 60])).toBe("light");
  });

  it("forgives one bad moment among good ones", () => {
    expect(after([10, 20], [40, 80], [20, 20], [40, 80], [20, 20])).toBe("full");
  });

  it("gives up when even the easier way is too slow", () => {
    expect(after([10, 60], [60, 60], [60, 120])).toBe("over");
  });

  it("gives up within seconds on a machine that takes half a second for each", () => {
    expect(after([10, 500], [12, 500], [12, 500])).toBe("over");
  });

  it("goes back to full effort only after a long good time", () => {
    const eased = [10, 60] as const;
    expect(after(eased, [60, 60], [140, 8])).toBe("light");
    expect(after(eased, [60, 60], [160, 8])).toBe("full");
  });

  it("does not swing back at the limit", () => {
    expect(after([10, 60], [60, 60], [5000, 40])).toBe("light");
  });

  it("never starts again by itself once it has given up", () => {
    expect(NEXT.over).toEqual({});
    expect(after([10, 500], [24, 500], [10_000, 1])).toBe("over");
  });
});
