import { afterEach, expect, test, vi } from "vitest";
import { ApiError, http, sentence } from "./http.js";

afterEach(() => vi.unstubAllGlobals());

function answer(status: number, body?: unknown) {
  const fetch = vi.fn(async () => new Response(body === undefined ? null : JSON.stringify(body), { status }));
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

test("a state-changing request carries the header that foreign pages cannot send", async () => {
  const fetch = answer(200, { ticket: "t" });
  await http.post("/api/ticket", { meeting: "m" });
  const [path, options] = fetch.mock.calls[0] as unknown as [string, RequestInit];
  expect(path).toBe("/api/ticket");
  expect(options).toMatchObject({ method: "POST", credentials: "same-origin", body: '{"meeting":"m"}' });
  expect(options.headers).toMatchObject({ "X-Resfri": "1", "Content-Type": "application/json" });
});

test("no content is undefined", async () => {
  answer(204);
  expect(await http.delete("/api/meetings/m/invitations/i")).toBeUndefined();
});

test("a problem is thrown with its sentences", async () => {
  const text = { sv: "Fel", en: "Wrong" };
  answer(422, { code: "bad_form", blame: "user", text, fields: { email: text } });
  const error = await http.post("/api/setup", {}).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect((error as ApiError).status).toBe(422);
  expect((error as ApiError).field("email")).toBe("Fel");
  expect((error as ApiError).field("name")).toBeUndefined();
  expect(sentence(error)).toBe("Fel");
});

test("a proxy's page instead of a problem becomes a friendly sentence", async () => {
  vi.stubGlobal("fetch", async () => new Response("<html>", { status: 502 }));
  const error = await http.get("/api/me").catch((thrown: unknown) => thrown);
  expect(sentence(error)).toContain("Något gick fel");
});

test("no network says so", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed")));
  const error = await http.get("/api/me").catch((thrown: unknown) => thrown);
  expect((error as ApiError).problem.code).toBe("no_network");
  expect(sentence(error)).toContain("internet");
});
