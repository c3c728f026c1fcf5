import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Settled } from "./settled.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setup() {
  const settled = new Settled(0, (from, to) => (to > from ? 100 : 300));
  const drawn = vi.fn();
  settled.subscribe(drawn);
  return { settled, drawn, now: (value: number) => settled.update(new Map([["a", value]])) };
}

it("shows a change once it has lasted", () => {
  const { settled, drawn, now } = setup();
  now(1);
  vi.advanceTimersByTime(99);
  expect(settled.get("a")).toBe(0);
  now(1);
  vi.advanceTimersByTime(1);
  expect(settled.get("a")).toBe(1);
  expect(settled.names).toEqual(["a"]);
  expect(drawn).toHaveBeenCalledTimes(1);
});

it("never shows what goes to and fro", () => {
  const { drawn, now } = setup();
  for (let turn = 0; turn < 10; turn++) {
    now(turn % 2);
    vi.advanceTimersByTime(90);
  }
  expect(drawn).not.toHaveBeenCalled();
});

it("goes back to the usual value for what is not named any more", () => {
  const { settled, now } = setup();
  now(2);
  vi.advanceTimersByTime(100);
  settled.update(new Map());
  vi.advanceTimersByTime(299);
  expect(settled.get("a")).toBe(2);
  vi.advanceTimersByTime(1);
  expect(settled.get("a")).toBe(0);
  expect(settled.names).toEqual([]);
});

it("waits for nothing after it was stopped", () => {
  const { drawn, settled, now } = setup();
  now(1);
  settled.stop();
  vi.advanceTimersByTime(1000);
  expect(drawn).not.toHaveBeenCalled();
});
