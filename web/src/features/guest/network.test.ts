import { expect, test } from "vitest";
import { verdictOf } from "./network.js";

test("a network is as good as the best way through it", () => {
  expect(verdictOf({ udp: true, tcp: null })).toBe("good");
  expect(verdictOf({ udp: true, tcp: false })).toBe("good");
  expect(verdictOf({ udp: false, tcp: true })).toBe("slow");
  expect(verdictOf({ udp: false, tcp: false })).toBe("bad");
  expect(verdictOf({ udp: false, tcp: null })).toBe("bad");
});
