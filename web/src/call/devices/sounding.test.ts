import { expect, it } from "vitest";
import { heard, NEXT, type Sounding, type SoundingEvent } from "./sounding.js";

function after(...events: SoundingEvent[]): Sounding {
  return events.reduce<Sounding>((state, event) => NEXT[state][event] ?? state, "fine");
}

it("asks for a touch where the browser plays nothing without one, until it plays", () => {
  expect(after("refused")).toBe("blocked");
  expect(after("refused", "halted", "patience")).toBe("blocked");
  expect(after("refused", "plays")).toBe("fine");
});

it("waits a moment before it says that the sound has stopped", () => {
  expect(after("halted")).toBe("doubtful");
  expect(after("halted", "plays")).toBe("fine");
  expect(after("halted", "patience")).toBe("stopped");
  expect(after("halted", "patience", "halted")).toBe("stopped");
  expect(after("halted", "patience", "plays", "patience")).toBe("fine");
});

it.each([
  [["playing", "playing"], "running", false, "plays"],
  [[], "suspended", false, "plays"],
  [["playing", "blocked"], "running", false, "refused"],
  [["interrupted", "playing"], "running", false, "halted"],
  [["playing"], "interrupted", false, "halted"],
  [["playing"], "running", true, "halted"],
] as const)("takes %j, context %s, silenced %s as %s", (played, context, silenced, event) => {
  expect(heard(played, context, silenced)).toBe(event);
});
