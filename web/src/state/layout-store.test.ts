import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LayoutStore } from "./layout-store.js";

const kept = new Map<string, string>();

beforeEach(() => {
  vi.useFakeTimers();
  kept.clear();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const scene = { people: ["a", "b", "me"], you: "me", shows: false, spotlight: null, room: 9 };

it("follows whoever speaks for a while, and nobody who only coughs", () => {
  const subject = new LayoutStore();
  subject.arrange("speaker");
  subject.hear(["b"]);
  vi.advanceTimersByTime(1000);
  subject.hear(["a"]);
  vi.advanceTimersByTime(300);
  subject.hear(["b"]);
  expect(subject.lay(scene).main).toBe("a");
  vi.advanceTimersByTime(1200);
  expect(subject.lay(scene).main).toBe("b");
  subject.hear([]);
  vi.advanceTimersByTime(60_000);
  expect(subject.lay(scene).main).toBe("b");
});

it("pins and lets go, and another layout lets go as well", () => {
  const subject = new LayoutStore();
  subject.pin("b");
  expect(subject.lay(scene).main).toBe("b");
  subject.pin("b");
  expect(subject.lay(scene).main).toBeNull();
  subject.pin("a");
  subject.arrange("grid");
  expect(subject.lay(scene).main).toBeNull();
});

it("remembers the choices for the next meeting, but not who was pinned", () => {
  const subject = new LayoutStore();
  subject.arrange("side");
  subject.hideSelf(true);
  subject.pin("b");
  const later = new LayoutStore();
  expect(later.chosen).toEqual({ arrangement: "side", pinned: null, hideSelf: true, page: 0 });
});

it("takes what it does not know for the usual", () => {
  kept.set("resfri.layout", "carousel");
  expect(new LayoutStore().chosen.arrangement).toBe("grid");
});
