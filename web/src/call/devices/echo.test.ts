import { describe, expect, it } from "vitest";
import { correlation, Echo } from "./echo.js";

const SECONDS = 10;

/** Words of different length and loudness with pauses between them, ten levels a second. */
function speech(seed: number, seconds: number): number[] {
  let state = seed;
  const random = (): number => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
  const levels: number[] = [];
  while (levels.length < seconds * SECONDS) {
    const loud = 0.45 + random() * 0.5;
    for (let i = 3 + random() * 9; i > 0; i--) levels.push(loud * (0.8 + random() * 0.2));
    for (let i = 2 + random() * 8; i > 0; i--) levels.push(random() * 0.05);
  }
  return levels.slice(0, seconds * SECONDS);
}

const silence = (seconds: number): number[] => Array.from({ length: seconds * SECONDS }, () => 0.02);

function late(levels: readonly number[], steps: number, loud: number): number[] {
  return levels.map((_, index) => (levels[index - steps] ?? 0) * loud + 0.01 * (index % 3));
}

function echoesAfter(remote: readonly number[], local: readonly number[], subject = new Echo()): boolean {
  remote.forEach((level, index) => subject.feed(level, local[index] ?? 0));
  return subject.echoes;
}

describe("an echo", () => {
  it.each([0, 1, 3, 6])("is found when one's microphone hears the others %d steps later", (steps) => {
    const others = speech(7, 20);
    expect(echoesAfter(others, late(others, steps, 0.7))).toBe(true);
  });

  it("is not found in a quiet room, however much the others speak", () => {
    expect(echoesAfter(speech(7, 60), silence(60))).toBe(false);
  });

  it("is not found in what the browser has left of it, when that is hardly audible", () => {
    const others = speech(7, 60);
    expect(echoesAfter(others, late(others, 2, 0.25))).toBe(false);
  });

  it("is not found while the person speaks", () => {
    for (const seed of [11, 23, 57, 91, 1234]) {
      expect(echoesAfter(speech(7, 120), speech(seed, 120)), `seed ${seed}`).toBe(false);
    }
  });

  it("is not found when the person answers at once, in the others' pauses", () => {
    const others = speech(7, 60);
    const answers = others.map((level) => (level > 0.3 ? 0.02 : 0.7));
    expect(echoesAfter(others, answers)).toBe(false);
  });

  it("is not found in a steady noise, nor while nobody else speaks", () => {
    expect(echoesAfter(speech(7, 60), Array(600).fill(0.6))).toBe(false);
    expect(echoesAfter(silence(60), speech(5, 60))).toBe(false);
  });

  it("is over once headphones are on, and not before the others have spoken", () => {
    const subject = new Echo();
    const others = speech(7, 20);
    echoesAfter(others, late(others, 2, 0.8), subject);
    expect(echoesAfter(silence(30), silence(30), subject)).toBe(true);
    expect(echoesAfter(speech(9, 20), silence(20), subject)).toBe(false);
  });

  it("tells once when it begins", () => {
    const subject = new Echo();
    const others = speech(7, 20);
    const own = late(others, 2, 0.8);
    expect(others.filter((level, index) => subject.feed(level, own[index] ?? 0))).toHaveLength(1);
  });
});

it("correlates like from unlike", () => {
  expect(correlation([1, 2, 3], [2, 4, 6])).toBeCloseTo(1);
  expect(correlation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1);
  expect(correlation([1, 2, 3], [5, 5, 5])).toBe(0);
});
