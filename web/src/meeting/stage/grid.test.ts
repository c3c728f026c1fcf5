import { describe, expect, it } from "vitest";
import { arrange } from "./grid.js";

const SCREENS = { phone: [344, 560], sideways: [620, 340], tablet: [804, 1000], laptop: [1424, 760] } as const;
const names = ["phone", "sideways", "tablet", "laptop"] as const;

describe.each(names)("on a %s", (name) => {
  const [width, height] = SCREENS[name];
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9])("%d people fit without scrolling", (count) => {
    const grid = arrange(count, width, height);
    const rows = Math.ceil(count / grid.columns);
    expect(grid.scrolls).toBe(false);
    expect(grid.columns * (grid.width + 8) - 8).toBeLessThanOrEqual(width);
    expect(rows * (grid.height + 8) - 8).toBeLessThanOrEqual(height);
  });
});

it.each([
  [2, "phone", 1],
  [2, "sideways", 2],
  [3, "phone", 1],
  [3, "laptop", 2],
  [4, "phone", 2],
  [4, "laptop", 2],
  [9, "laptop", 3],
] as const)("%d people on a %s stand in %d columns", (count, screen, columns) => {
  const [width, height] = SCREENS[screen];
  expect(arrange(count, width, height).columns).toBe(columns);
});

it("scrolls beyond what can be recognised", () => {
  const grid = arrange(60, ...SCREENS.phone);
  expect(grid.scrolls).toBe(true);
  expect(grid.columns).toBe(2);
});

it("survives having no space at all", () => {
  expect(arrange(3, 0, 0).columns).toBe(1);
});
