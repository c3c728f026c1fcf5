import { expect, it } from "vitest";
import { Pace } from "./pace.js";

it("lets a burst through, then a steady rate, and never owes more than the burst", () => {
  let now = 0;
  const pace = new Pace(2, 10, () => now);
  expect([pace.take(), pace.take(), pace.take()]).toEqual([0, 0, 100]);
  now = 50;
  expect(pace.take()).toBe(50);
  now = 100;
  expect(pace.take()).toBe(0);
  now = 10_000;
  expect([pace.take(), pace.take(), pace.take()]).toEqual([0, 0, 100]);
});
