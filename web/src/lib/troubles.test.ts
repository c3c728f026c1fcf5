import { expect, it } from "vitest";
import { noteTrouble, troublesSeen } from "./troubles.js";

it("keeps the latest codes, and nothing that is no code", () => {
  for (const code of ["Anna Berg", "", "10.0.0.1", "a".repeat(41)]) noteTrouble(code);
  expect(troublesSeen()).toEqual([]);
  for (let number = 0; number < 30; number++) noteTrouble(`code_${"abcdefghijklmnopqrstuvwxyzabcdef"[number]}`);
  expect(troublesSeen()).toHaveLength(20);
  expect(troublesSeen()[0]).toBe("code_k");
});
