import { afterEach, beforeEach, expect, it, vi } from "vitest";

const made: string[] = [];
let scriptUrl: (url: string) => string;

beforeEach(async () => {
  vi.resetModules();
  vi.stubGlobal("location", new URL("https://mote.example/room/1"));
  vi.stubGlobal("trustedTypes", {
    createPolicy: (name: string, rules: object) => {
      made.push(name);
      return rules;
    },
  });
  ({ scriptUrl } = await import("./script-url.js"));
});
afterEach(() => vi.unstubAllGlobals());

it("names a hashed script of our own, by the policy that the server allows", () => {
  expect(scriptUrl("/assets/worker-a1_B.js")).toBe("https://mote.example/assets/worker-a1_B.js");
  expect(made).toContain("resfri-scripts");
});

it.each([
  "https://elsewhere.example/assets/a.js",
  "//elsewhere.example/assets/a.js",
  "/assets/../api/files/a.js",
  "/assets/a.json",
  "/api/files/a.js",
  "blob:https://mote.example/1",
  "data:text/javascript,1",
])("refuses %s", (url) => {
  expect(() => scriptUrl(url)).toThrow(TypeError);
});
