import { expect, it } from "vitest";
import { MutedSpeech } from "./muted-speech.js";

const STEP = 100;

/** Levels ten times a second, from `from` on; tells when speaking began and ended. */
function hear(levels: readonly number[], muted = true, subject = new MutedSpeech(), from = 0) {
  const changes: number[] = [];
  levels.forEach((level, index) => {
    const now = from + index * STEP;
    if (subject.feed(level, muted, now)) changes.push(now);
  });
  return { changes, subject };
}

const lasting = (level: number, seconds: number): number[] => Array(seconds * 10).fill(level) as number[];

it("notices somebody who speaks although they are muted", () => {
  expect(hear(lasting(0.7, 2)).changes).toEqual([700]);
});

it("hears nothing in a quiet room, in a keyboard or in a cough", () => {
  expect(hear(lasting(0.3, 60)).changes).toEqual([]);
  const keys = Array.from({ length: 600 }, (_, index) => (index % 10 === 0 ? 0.9 : 0.1));
  expect(hear(keys).changes).toEqual([]);
  expect(hear([...lasting(0.9, 0.5), ...lasting(0.1, 10)]).changes).toEqual([]);
});

it("follows words with short pauses between them", () => {
  const words = Array.from({ length: 40 }, (_, index) => (index % 5 < 3 ? 0.7 : 0.1));
  expect(hear(words).changes).toHaveLength(1);
});

it("goes away some seconds after the last word", () => {
  expect(hear([...lasting(0.7, 1), ...lasting(0.1, 10)]).changes).toEqual([700, 6000]);
});

it("is not told again at once", () => {
  const spoken = [...lasting(0.7, 1), ...lasting(0.1, 9)];
  expect(hear([...spoken, ...spoken, ...spoken, ...spoken]).changes).toEqual([700, 6000, 30_700, 36_000]);
});

it("is over when the person turns the microphone on, and is told at once when they mute again", () => {
  const { subject } = hear(lasting(0.7, 1));
  expect(hear([0.7], false, subject, 1000).changes).toEqual([1000]);
  expect(hear(lasting(0.7, 1), true, subject, 2000).changes).toEqual([2700]);
});

it("says nothing about somebody who is not muted", () => {
  expect(hear(lasting(0.9, 20), false).changes).toEqual([]);
});
