import { expect, test } from "vitest";
import { verdictOf } from "./network.js";

test("a network is as good as the best way through it", () => {
  expect(verdictOf({ udp: true, tcp: null, relay: null })).toBe("good");
  expect(verdictOf({ udp: true, tcp: false, relay: null })).toBe("good");
  expect(verdictOf({ udp: false, tcp: true, relay: null })).toBe("slow");
  expect(verdictOf({ udp: false, tcp: false, relay: false })).toBe("bad");
  expect(verdictOf({ udp: false, tcp: null, relay: null })).toBe("bad");
  expect(verdictOf({ udp: false, tcp: false, relay: true })).toBe("slow");
});
