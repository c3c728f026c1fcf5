import { expect, it } from "vitest";
import { cover, toInput, toOpacity } from "./mask.js";

it("gives the model colours between nought and one, without the opacity", () => {
  const into = new Float32Array(6);
  toInput([255, 0, 51, 255, 0, 255, 102, 7], into);
  expect([...into].map((value) => +value.toFixed(2))).toEqual([1, 0, 0.2, 0, 1, 0.4]);
});

const settled = (answer: number): number => {
  const kept = new Float32Array(1);
  const rgba = new Uint8ClampedArray(4);
  for (let i = 0; i < 20; i++) toOpacity([answer], kept, rgba);
  return rgba[3] ?? -1;
};

it("shows nothing of the room, all of the person, and a soft edge between them", () => {
  expect(settled(0.3)).toBe(0);
  expect(settled(0.7)).toBe(255);
  expect(settled(0.5)).toBeGreaterThan(100);
  expect(settled(0.5)).toBeLessThan(155);
});

it("does not flicker when one answer is wrong", () => {
  const kept = new Float32Array([1]);
  const rgba = new Uint8ClampedArray(4);
  toOpacity([0.4], kept, rgba);
  expect(rgba[3]).toBeGreaterThan(150);
});

it("takes an answer that is too short for room", () => {
  const kept = new Float32Array(2);
  const rgba = new Uint8ClampedArray(8).fill(255);
  toOpacity([1], kept, rgba);
  expect(rgba[7]).toBe(0);
});

it("fills a frame with the middle of a picture", () => {
  expect(cover(1000, 1000, 160, 90)).toEqual({ x: 0, y: 218.75, width: 1000, height: 562.5 });
  expect(cover(1600, 900, 160, 90)).toEqual({ x: 0, y: 0, width: 1600, height: 900 });
});
