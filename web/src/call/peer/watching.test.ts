import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { MediaTile } from "../../protocol/messages.gen.js";
import { MAX_TILES } from "../../protocol/messages.gen.js";
import { type Shown, Watching } from "./watching.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setup() {
  const sent: MediaTile[][] = [];
  const watching = new Watching((tiles) => sent.push(tiles));
  watching.enter();
  return { watching, sent, names: () => sent.map((tiles) => tiles.map((each) => each.participant).join("")) };
}

const tile = (participant: string, width = 640): Shown => ({ participant, source: "camera", width, height: 360 });

it("tells once the pictures have settled, and not again what is known", () => {
  const { watching, names } = setup();
  watching.show([tile("a")]);
  vi.advanceTimersByTime(200);
  watching.show([tile("a"), tile("b")]);
  vi.advanceTimersByTime(249);
  expect(names()).toEqual([]);
  vi.advanceTimersByTime(1);
  watching.show([tile("b"), tile("a", 639.5)]);
  vi.advanceTimersByTime(1000);
  expect(names()).toEqual(["ab"]);
});

it("tells even while the page is drawn without end", () => {
  const { watching, names } = setup();
  for (let drawn = 0; drawn < 10; drawn++) {
    watching.show([tile("a")]);
    vi.advanceTimersByTime(100);
  }
  expect(names()).toEqual(["a"]);
});

it("tells a new size", () => {
  const { watching, sent } = setup();
  for (const width of [300.2, 900, 99_999]) {
    watching.show([tile("a", width)]);
    vi.advanceTimersByTime(250);
  }
  expect(sent.map(([first]) => first?.width)).toEqual([304, 912, 8192]);
});

it("shows nothing after two seconds in a pocket, and everything at once when it is taken out", () => {
  const { watching, names } = setup();
  watching.show([tile("a")]);
  vi.advanceTimersByTime(250);
  watching.hide(true);
  vi.advanceTimersByTime(1999);
  watching.hide(false);
  vi.advanceTimersByTime(5000);
  expect(names()).toEqual(["a"]);
  watching.hide(true);
  vi.advanceTimersByTime(2000);
  watching.show([tile("a"), tile("b")]);
  vi.advanceTimersByTime(1000);
  expect(names()).toEqual(["a", ""]);
  watching.hide(false);
  vi.advanceTimersByTime(0);
  expect(names()).toEqual(["a", "", "ab"]);
});

it("tells everything again to a server that may have forgotten, and nothing outside the room", () => {
  const { watching, names } = setup();
  watching.show([tile("a")]);
  vi.advanceTimersByTime(250);
  watching.enter();
  vi.advanceTimersByTime(0);
  expect(names()).toEqual(["a", "a"]);
  watching.leave();
  watching.show([tile("b")]);
  vi.advanceTimersByTime(250);
  expect(names()).toHaveLength(2);
});

it("keeps to the largest where there are more than the server takes, and the pinned always", () => {
  const { watching, sent } = setup();
  const crowd = Array.from({ length: 80 }, (_, index) => tile(`p${index}`, 100 + 16 * index));
  watching.show([...crowd, { ...tile("pinned", 16), pinned: true }]);
  vi.advanceTimersByTime(250);
  expect(sent[0]).toHaveLength(MAX_TILES);
  expect(sent[0]?.[0]?.participant).toBe("pinned");
  expect(sent[0]?.[1]?.participant).toBe("p79");
});

it("asks for no pictures at all while the person wants sound alone, and for all of them afterwards", () => {
  const { watching, names } = setup();
  watching.show([tile("a"), { ...tile("b"), source: "screen" }]);
  vi.advanceTimersByTime(250);
  for (const soundOnly of [true, false]) {
    watching.limit({ soundOnly, saving: false });
    vi.advanceTimersByTime(250);
  }
  expect(names()).toEqual(["ab", "", "ab"]);
});

it("asks for small pictures of people, but not of a screen, while data is saved", () => {
  const { watching, sent } = setup();
  watching.limit({ soundOnly: false, saving: true });
  watching.show([tile("a", 1280), { ...tile("b", 1280), source: "screen" }]);
  vi.advanceTimersByTime(250);
  expect(sent.at(-1)?.map(({ source, width }) => [source, width])).toEqual([
    ["camera", 320],
    ["screen", 1280],
  ]);
});

it("goes on with a picture that floats in its own window while the page is hidden", () => {
  const { watching, names } = setup();
  watching.show([tile("a"), tile("b")]);
  watching.float(tile("c", 320));
  vi.advanceTimersByTime(250);
  watching.float(tile("b", 320));
  vi.advanceTimersByTime(250);
  watching.hide(true);
  vi.advanceTimersByTime(2000);
  watching.float(null);
  vi.advanceTimersByTime(250);
  expect(names()).toEqual(["cab", "ab", "b", ""]);
});
