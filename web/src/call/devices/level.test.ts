import { expect, it } from "vitest";
import { loudness } from "./level.js";

it.each([
  [0, 0],
  [0.001, 0],
  [0.03, 0.59],
  [0.5, 1],
])("hears amplitude %d as %d", (amplitude, level) => {
  expect(loudness(new Float32Array(256).fill(amplitude))).toBeCloseTo(level, 1);
});
