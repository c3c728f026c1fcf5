import { expect, it } from "vitest";
import { Drafts, type Piece, readInk, wireInk } from "./drafts.js";
import { hostile, seeded } from "./hostile.js";
import { bounds, drawnTo, hit, moved, stretched } from "./shapes.js";
import { type Box, readThing, type Thing, wireThing } from "./things.js";
import { type Fields, json } from "../lib/checks.js";

/** Much work on a machine that may have other work. */
const SLOW_MS = 60_000;

const box: Box = { x: 100, y: 200, width: 300, height: 400 };
const EVERY: readonly Thing[] = [
  { kind: "pen", colour: "blue", width: 60, points: [10, 10, 20, 40, -5, 7], pressure: "159" },
  { kind: "highlighter", colour: "yellow", width: 300, points: [5, 5], pressure: "" },
  { kind: "line", colour: "black", width: 30, from: [0, 0], to: [100, 100] },
  { kind: "arrow", colour: "red", width: 30, from: [0, 0], to: [100, 0] },
  { kind: "rectangle", colour: "green", width: 30, box },
  { kind: "ellipse", colour: "purple", width: 30, box },
  { kind: "text", colour: "black", size: 400, box, text: "hej" },
  { kind: "note", colour: "yellow", size: 400, box, text: "köp mjölk\noch bröd" },
  { kind: "image", file: "abc_DEF-1", name: "katt.png", box },
];
const board: Box = { x: 0, y: 0, width: 16_000, height: 10_000 };

const parseThing = (payload: string) => {
  const fields = json(payload);
  return fields && readThing(fields);
};
const readHostile = (good: object, random: () => number) => {
  const fields = json(hostile(good, random));
  return fields && readInk(fields);
};

it.each(EVERY)("a $kind comes through the wire as it was", (thing) => {
  expect(parseThing(JSON.stringify(wireThing(thing)))).toEqual(thing);
});

it(
  "what is no thing is nothing, whatever it is, and never breaks the page",
  () => {
    const random = seeded(20261127);
    let understood = 0;
    for (let round = 0; round < 6000; round += 1) {
      const good = wireThing(EVERY[round % EVERY.length] as Thing);
      const thing = parseThing(hostile(good, random));
      if (thing === null) continue;
      understood += 1;
      // Whatever was let through can be measured, hit, moved and stretched like anything else.
      const { x, y, width, height } = bounds(thing);
      expect([x, y, width, height].every(Number.isFinite)).toBe(true);
      expect(typeof hit(thing, { x, y }, 10)).toBe("boolean");
      expect(parseThing(JSON.stringify(wireThing(moved(thing, 5, 5, board))))).not.toBe(undefined);
      expect(Number.isFinite(bounds(stretched(thing, drawnTo(thing, { x, y }))).width)).toBe(true);
    }
    expect(understood).toBeGreaterThan(600);
  },
  SLOW_MS,
);

it(
  "drafts of others never grow without bound and never break the page",
  () => {
    const random = seeded(5);
    let now = 0;
    const drafts = new Drafts(() => now);
    for (let round = 0; round < 6000; round += 1) {
      now += 1;
      const stroke = EVERY[round % 2] as Extract<Thing, { points: unknown }>;
      const key = `k${Math.floor(random() * 500)}`;
      const piece = wireInk({ do: "draw", key, place: "", at: Math.floor(random() * 3), stroke });
      drafts.hear(`author${Math.floor(random() * 100)}`, readHostile(piece, random));
      if (round % 100 === 0) expect(drafts.in("").length).toBeLessThanOrEqual(40);
    }
  },
  SLOW_MS,
);

it("a growing line is seen in order, by its author alone, and gone when it is there for good", () => {
  const drafts = new Drafts(() => 0);
  const told = (author: string, at: number, points: number[]) => {
    const piece: Piece = {
      key: "k",
      place: "",
      at,
      stroke: { kind: "pen", colour: "red", width: 60, points, pressure: "" },
    };
    drafts.hear(author, readInk(wireInk({ do: "draw", ...piece }) as Fields));
  };
  told("a", 0, [1, 1, 2, 2]);
  told("b", 2, [9, 9]);
  told("a", 5, [9, 9]);
  told("a", 2, [3, 3]);
  expect(drafts.in("").map((each) => each.points)).toEqual([[1, 1, 2, 2, 3, 3]]);
  drafts.settled(["k"]);
  expect(drafts.in("")).toEqual([]);
});

it("moving stops at the edge of the board", () => {
  const note = EVERY[7] as Thing;
  expect(bounds(moved(note, -1000, 50, board))).toEqual({ ...box, x: 0, y: 250 });
  expect(bounds(moved(note, 99_999, 99_999, board))).toEqual({ ...box, x: 15_700, y: 9600 });
});

it("a rectangle is hit on its edge, a note anywhere on it", () => {
  const middle = { x: 250, y: 400 };
  expect(hit(EVERY[4] as Thing, middle, 20)).toBe(false);
  expect(hit(EVERY[4] as Thing, { x: 110, y: 400 }, 20)).toBe(true);
  expect(hit(EVERY[7] as Thing, middle, 20)).toBe(true);
});
