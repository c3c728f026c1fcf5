import { expect, test } from "vitest";
import { Hearing } from "./hearing.js";

function listen(hearing: Hearing, level: number, from: number, to: number) {
  for (let now = from; now <= to; now += 16) hearing.feed(level, now);
  return hearing.verdict;
}

test("a voice is heard, and stays heard when the person falls silent", () => {
  const hearing = new Hearing();
  expect(listen(hearing, 0.1, 1000, 2000)).toBe("say_something");
  expect(listen(hearing, 0.6, 2000, 2300)).toBe("heard");
  expect(listen(hearing, 0, 2300, 20_000)).toBe("heard");
});

test("a click is not a voice", () => {
  const hearing = new Hearing();
  listen(hearing, 0.1, 1000, 2000);
  expect(listen(hearing, 0.9, 2000, 2040)).toBe("say_something");
});

test("a microphone that gives nothing at all is called silent", () => {
  expect(listen(new Hearing(), 0, 1000, 8000)).toBe("silent");
});

test("a quiet room is not a silent microphone", () => {
  expect(listen(new Hearing(), 0.15, 1000, 8000)).toBe("say_something");
});

test("a voice after the silence is heard", () => {
  const hearing = new Hearing();
  listen(hearing, 0, 1000, 8000);
  expect(listen(hearing, 0.7, 8000, 8400)).toBe("heard");
});
