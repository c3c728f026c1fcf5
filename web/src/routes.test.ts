import { expect, test, vi } from "vitest";
import { match, safeNext, takeSecret, useRoutes } from "./app/navigation.js";
import { routes } from "./routes.js";

useRoutes(routes);

test("paths find their pages", () => {
  expect(match("/meetings")?.route.tag).toBe("page-meetings");
  expect(match("/meetings/")?.route.tag).toBe("page-meetings");
  expect(match("/meetings/new")?.route.tag).toBe("page-new-meeting");
  expect(match("/meetings/m-1_a")).toMatchObject({ route: { tag: "page-meeting" }, params: { id: "m-1_a" } });
  expect(match("/room/m1")).toMatchObject({ route: { tag: "page-room" }, params: { id: "m1" } });
  expect(match("/m")?.route.tag).toBe("page-guest");
});

test("what no page has is nobody's", () => {
  for (const path of ["/nowhere", "/meetings/a/b", "/meetings/a b", "/m/x", "/room/"]) expect(match(path)).toBeNull();
});

test("after signing in people go only to pages of ours", () => {
  expect(safeNext("?next=/meetings/m1")).toBe("/meetings/m1");
  expect(safeNext("?next=//evil.example/meetings")).toBe("/meetings");
  expect(safeNext("?next=https://evil.example")).toBe("/meetings");
  expect(safeNext("")).toBe("/meetings");
});

test("a secret leaves the address at once", () => {
  const past = { state: null, replaceState: vi.fn() } as unknown as History;
  const address = (href: string) => new URL(href) as unknown as Location;
  expect(takeSecret(address("https://a.example/m#abc"), past)).toBe("abc");
  expect(past.replaceState).toHaveBeenCalledWith(null, "", "/m");
  expect(takeSecret(address("https://a.example/m"), past)).toBeNull();
  expect(past.replaceState).toHaveBeenCalledTimes(1);
  expect(takeSecret(address("https://a.example/m#"), past)).toBeNull();
});
