import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Waiting } from "../protocol/messages.gen.js";
import { Attention } from "./attention.js";
import { initials } from "./parts/initials.js";

function setup() {
  const log = { rings: 0, title: null as string | null, shown: [] as string[] };
  const attention = new Attention({
    ring: () => log.rings++,
    setTitle: (title) => {
      log.title = title;
    },
    notify: (name) => {
      log.shown.push(name);
      return () => log.shown.splice(log.shown.indexOf(name), 1);
    },
    title: (count) => `(${count}) väntar`,
  });
  return { attention, log };
}

const guest = (id: string): Waiting => ({
  id,
  name: id,
  kind: "client",
  identified_by: ["link"],
  missing: [],
  since: 0,
  second_device: false,
  shared_link: false,
  like_a_host: false,
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("rings until nobody waits", () => {
  const { attention, log } = setup();
  attention.update([guest("bo")]);
  vi.advanceTimersByTime(12_500);
  expect(log.rings).toBe(3);
  attention.update([]);
  vi.advanceTimersByTime(60_000);
  expect(log).toEqual({ rings: 3, title: null, shown: [] });
});

it("flashes the title and notifies of each guest once", () => {
  const { attention, log } = setup();
  attention.update([guest("bo")]);
  attention.update([guest("bo"), guest("eva")]);
  attention.update([guest("bo"), guest("eva")]);
  expect(log.shown).toEqual(["bo", "eva"]);
  expect(log.title).toBe("(2) väntar");
  vi.advanceTimersByTime(1000);
  expect(log.title).toBeNull();
  vi.advanceTimersByTime(1000);
  expect(log.title).toBe("(2) väntar");
  attention.update([guest("eva")]);
  expect(log.shown).toEqual(["eva"]);
});

it("can be silenced", () => {
  const { attention, log } = setup();
  attention.silence(true);
  attention.update([guest("bo")]);
  vi.advanceTimersByTime(20_000);
  expect(log.rings).toBe(0);
});

it.each([
  ["Anna Karin Berg", "AB"],
  ["  åsa ", "Å"],
  ["", ""],
])("shortens %j to %j", (name, letters) => {
  expect(initials(name)).toBe(letters);
});
