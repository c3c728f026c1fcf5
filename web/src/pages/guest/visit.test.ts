import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "../../net/http.js";
import type { GuestLinkView, Seat } from "../../protocol/api.gen.js";
import { Visit } from "./visit.js";

const NOW = 1_800_000_000;
const meeting = { title: "", host_name: "Anna", starts_at: NOW };
const seat: Seat = { todo: [], phone_tail: "" };
const open: GuestLinkView = {
  meeting,
  organisation: "Sundby",
  organisation_slug: "sundby",
  name: "Kim",
  names_itself: false,
  state: "open",
  opens_at: NOW - 1800,
  identification: "link",
};
const refuse = (status: number, code = "x") =>
  new ApiError(status, { code, blame: "user", text: { sv: "s", en: "e" }, fields: {} });

function visitWith(answers: Record<string, unknown>, token: string | null = "t".repeat(22)) {
  const asked: [string, unknown][] = [];
  const answer = async <T>(path: string, body?: unknown): Promise<T> => {
    asked.push([path, body]);
    const given = answers[path];
    if (given instanceof Error) throw given;
    return given as T;
  };
  return { visit: new Visit({ get: answer, post: answer }, token), asked, answers };
}

beforeEach(() => vi.useFakeTimers({ now: NOW * 1000 }));
afterEach(() => vi.useRealTimers());

test("a good link shows the invitation and consumes nothing", async () => {
  const { visit, asked } = visitWith({ "/api/guest/check": open });
  await visit.check();
  expect(visit.step).toEqual({ is: "ready", view: open });
  expect(asked.map(([path]) => path)).toEqual(["/api/guest/check"]);
});

test("without a link, a seat leads straight in, and no seat says so", async () => {
  const seated = visitWith({ "/api/guest/seat": seat }, null).visit;
  await seated.check();
  expect(seated.step).toEqual({ is: "seated", seat });
  const lost = visitWith({ "/api/guest/seat": refuse(401) }, null).visit;
  await lost.check();
  expect(lost.step).toEqual({ is: "lost" });
});

test.each([404, 400, 422])("every bad link is the same (%i)", async (status) => {
  const { visit } = visitWith({ "/api/guest/check": refuse(status) });
  await visit.check();
  expect(visit.step).toEqual({ is: "bad" });
});

test("a server in trouble is not a bad link, and can be asked again", async () => {
  const { visit, answers } = visitWith({ "/api/guest/check": refuse(0, "no_network") });
  await visit.check();
  expect(visit.step.is).toBe("failed");
  answers["/api/guest/check"] = open;
  await visit.check();
  expect(visit.step.is).toBe("ready");
});

test("an early guest's door opens by itself", async () => {
  const { visit, answers } = visitWith({ "/api/guest/check": { ...open, state: "early", opens_at: NOW + 90 } });
  await visit.check();
  expect(visit.step).toMatchObject({ view: { state: "early" } });
  answers["/api/guest/check"] = open;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(visit.step).toMatchObject({ view: { state: "open" } });
  expect(vi.getTimerCount()).toBe(0);
});

test("a lost network while waiting does not take the invitation away", async () => {
  const early = { ...open, state: "early" as const, opens_at: NOW + 90 };
  const { visit, answers } = visitWith({ "/api/guest/check": early });
  await visit.check();
  answers["/api/guest/check"] = refuse(0, "no_network");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(visit.step).toEqual({ is: "ready", view: early });
  expect(vi.getTimerCount()).toBe(1);
});

test("entering consumes the link and gives the seat", async () => {
  const { visit, asked } = visitWith({ "/api/guest/check": open, "/api/guest/enter": seat });
  await visit.check();
  await visit.enter("Kim");
  expect(asked[1]).toEqual(["/api/guest/enter", { token: "t".repeat(22), name: "Kim" }]);
  expect(visit.step).toEqual({ is: "seated", seat });
});

test("a refused entry keeps the invitation and the reason", async () => {
  const { visit, answers } = visitWith({ "/api/guest/check": open, "/api/guest/enter": refuse(422) });
  await visit.check();
  await visit.enter("");
  expect(visit.step.is).toBe("ready");
  expect(visit.problem).toBeInstanceOf(ApiError);
  answers["/api/guest/enter"] = refuse(404, "bad_link");
  await visit.enter("Kim");
  expect(visit.step.is).toBe("bad");
});

test("a meeting moved to later closes the door again", async () => {
  const { visit, answers } = visitWith({ "/api/guest/check": open, "/api/guest/enter": refuse(403, "early") });
  await visit.check();
  answers["/api/guest/check"] = { ...open, state: "early", opens_at: NOW + 90 };
  await visit.enter(null);
  expect(visit.step).toMatchObject({ is: "ready", view: { state: "early" } });
  visit.stop();
});

test("a bad link can be reported", async () => {
  const { visit, asked } = visitWith({ "/api/guest/check": refuse(404) });
  await visit.check();
  await visit.report();
  expect(asked[1]).toEqual(["/api/guest/report", { token: "t".repeat(22) }]);
  expect(visit.reported).toBe(true);
});

test("a guest who must show who they are does so before they are seated", async () => {
  const todo: Seat = { ...seat, todo: ["sms"], phone_tail: "67" };
  const { visit, asked, answers } = visitWith({ "/api/guest/check": open, "/api/guest/enter": todo });
  await visit.check();
  await visit.enter(null);
  expect(visit.step).toEqual({ is: "identify", seat: todo });
  await visit.check();
  expect(visit.step.is).toBe("identify");
  await visit.sendCode();
  answers["/api/guest/code/check"] = refuse(422, "bad_code");
  await expect(visit.checkCode("123456")).rejects.toThrow("bad_code");
  expect(visit.step.is).toBe("identify");
  answers["/api/guest/code/check"] = seat;
  await visit.checkCode("123 456");
  expect(asked.at(-1)).toEqual(["/api/guest/code/check", { code: "123456" }]);
  expect(visit.step).toEqual({ is: "seated", seat });
});

test("a guest who comes back from the broker without the link goes on where they were", async () => {
  const todo: Seat = { ...seat, todo: ["eid"] };
  const { visit } = visitWith({ "/api/guest/seat": todo, "/api/guest/eid": { url: "https://e.example/" } }, null);
  await visit.check();
  expect(visit.step).toEqual({ is: "identify", seat: todo });
  expect(await visit.beginEid()).toBe("https://e.example/");
});
