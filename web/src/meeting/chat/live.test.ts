import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { SignalMessage } from "../../protocol/messages.gen.js";
import { Live } from "./live.js";

let said: unknown[];
let hear: (payload: unknown, author?: string) => void;
let live: Live;

beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  live = new Live({
    signal: (_, payload) => void said.push(payload),
    onSignal: (_, listener) => {
      hear = (payload, author = "a") =>
        listener({ channel: "chat", author, payload: JSON.stringify(payload) } as SignalMessage & { type: "signal" });
      return () => undefined;
    },
  });
});
afterEach(() => void vi.useRealTimers());

const writers = () => [...live.writers].map(([author, { text }]) => [author, text]);

it("says now and then that one writes, and not what", () => {
  live.typed("h", null, false);
  live.typed("he", null, false);
  expect(said).toEqual([{ writes: true, to: false }]);
  vi.advanceTimersByTime(3000);
  live.typed("hej", null, false);
  live.done(null);
  expect(said.slice(1)).toEqual([
    { writes: true, to: false },
    { writes: false, to: false },
  ]);
});

it("shows each character within half a second to those who wish, and no more often than need be", () => {
  for (const text of ["h", "he", "hej"]) live.typed(text, null, true);
  expect(said).toEqual([]);
  vi.advanceTimersByTime(300);
  expect(said).toEqual([{ writes: true, text: "hej", to: false }]);
  live.typed("", null, true);
  vi.advanceTimersByTime(300);
  expect(said.at(-1)).toEqual({ writes: false, text: "", to: false });
});

it("sends nothing of a draft after it was sent", () => {
  live.typed("hej", null, true);
  live.done(null);
  vi.advanceTimersByTime(1000);
  expect(said).toEqual([{ writes: false, to: false }]);
});

it("forgets who has stopped writing, but not text that they show", () => {
  hear({ writes: true });
  hear({ writes: true, text: "jag ser" }, "b");
  expect(writers()).toEqual([
    ["a", null],
    ["b", "jag ser"],
  ]);
  vi.advanceTimersByTime(6001);
  expect(writers()).toEqual([["b", "jag ser"]]);
  hear({ writes: false }, "b");
  expect(writers()).toEqual([]);
});

it.each([null, 5, {}, { writes: "yes" }, { writes: true, text: "x".repeat(5000) }])("bears %j", (payload) => {
  hear(payload);
  expect(writers().every(([, text]) => text === null)).toBe(true);
});
