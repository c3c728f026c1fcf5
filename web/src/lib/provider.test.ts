import { beforeEach, expect, test, vi } from "vitest";
import { answerOf, errandOf, isWebAddress, leave } from "./provider.js";

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
});

test("an errand is found again by its state, and by no other", () => {
  leave("https://id.example.se/auth?state=abc&nonce=n", { what: "step_up", next: "/admin/staff" });
  expect(errandOf("abc")).toEqual({ what: "step_up", next: "/admin/staff" });
  expect(errandOf("xyz")).toEqual({ what: "sign_in", next: "" });
});

test("an answer needs a code and a state", () => {
  expect(answerOf("ort", "?code=c&state=s&iss=https%3A%2F%2Fid")).toEqual({
    organisation: "ort",
    code: "c",
    state: "s",
    iss: "https://id",
  });
  expect(answerOf("ort", "?error=access_denied&state=s")).toBeNull();
});

test("only web addresses are followed", () => {
  expect(isWebAddress("https://id.example.se/auth")).toBe(true);
  expect(isWebAddress("javascript:alert(1)")).toBe(false);
});
