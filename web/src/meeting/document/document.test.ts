import { expect, it } from "vitest";
import { type ShownDocument } from "../../shared/payloads.js";
import { type Presenting } from "../../shared/presented.js";
import { hostile, seeded } from "../../ink/hostile.js";
import { WHOLE } from "../../ink/viewport.js";
import { Following } from "./following.js";
import { type Mark, readItem, readSignal, wireItem, wireSignal } from "../../shared/payloads.js";
import { Pointers } from "./pointers.js";
import { isOffice, named, showable } from "./sent.js";

const plan: ShownDocument = { kind: "document", file: "f", name: "Plan.pdf", type: "pdf", page: 1, look: WHOLE };
const led = (change: Partial<ShownDocument>, mine = false): Presenting => ({
  shown: { ...plan, ...change },
  mine,
  leader: "eva",
  leaderName: "Eva",
});
const near = { zoom: 3, x: 0.2, y: 0.3 };

it("a mark comes through the wire as it was, and nonsense is no mark", () => {
  const mark: Mark = {
    file: "f",
    page: 3,
    stroke: { kind: "highlighter", colour: "yellow", width: 200, points: [1, 2, 30, 40], pressure: "" },
  };
  expect(readItem("marks", JSON.stringify(wireItem("marks", mark)))).toEqual(mark);
  const random = seeded(77);
  for (let round = 0; round < 10_000; round += 1) {
    const found = readItem("marks", hostile(wireItem("marks", mark), random));
    if (found) expect([found.page >= 1, found.stroke.points.every(Number.isFinite)]).toEqual([true, true]);
  }
});

it("pointers of others are few, last seconds, and break nothing", () => {
  let now = 0;
  const pointers = new Pointers(() => now);
  const random = seeded(8);
  pointers.hear("eva", readSignal("stage", JSON.stringify(wireSignal("stage", { place: "f/1", x: 10.4, y: 20 }))));
  expect(pointers.in("f/1")).toMatchObject([{ author: "eva", x: 10, y: 20 }]);
  expect(pointers.in("f/2")).toEqual([]);
  for (let round = 0; round < 5000; round += 1)
    pointers.hear(`p${round}`, readSignal("stage", hostile(wireSignal("stage", { place: "f/1", x: 1, y: 1 }), random)));
  expect(pointers.in("f/1").length).toBeLessThanOrEqual(30);
  now += 5000;
  expect(pointers.in("f/1")).toEqual([]);
});

it("one follows the leader until one looks around, and again when one wants to", () => {
  const following = new Following();
  following.heard(led({ page: 4, look: near }));
  expect([following.page, following.look]).toEqual([4, near]);
  expect(following.moved(led({ page: 4 }), 2, WHOLE)).toBe(null);
  expect(following.alone).toBe(true);
  following.heard(led({ page: 5 }));
  expect(following.page).toBe(2);
  following.follow(led({ page: 5 }));
  expect([following.page, following.alone]).toEqual([5, false]);
});

it("a leader's own view is not thrown back by the echo of what they showed before", () => {
  const following = new Following();
  following.heard(led({ page: 1 }, true));
  expect(following.moved(led({ page: 1 }, true), 2, near)).toMatchObject({ page: 2, look: near });
  following.heard(led({ page: 1 }, true));
  expect(following.page).toBe(2);
});

it("who is handed the lead begins where the others are", () => {
  const following = new Following();
  following.heard(led({ page: 3 }));
  following.moved(led({ page: 3 }), 9, near);
  following.heard(led({ page: 3 }, true));
  expect([following.page, following.look, following.alone]).toEqual([3, WHOLE, false]);
});

it("another document brings everybody back together", () => {
  const following = new Following();
  following.heard(led({ page: 3 }));
  following.moved(led({ page: 3 }), 9, near);
  following.heard(led({ file: "other", page: 1 }));
  expect([following.page, following.alone]).toEqual([1, false]);
});

it("lists what can be shown of what was sent, the newest first", () => {
  const item = (key: string, payload: string) => ({ key, payload }) as Parameters<typeof showable>[0][number];
  const sent = [
    item("a", '{"name":"a.pdf","size":1,"kind":"pdf"}'),
    item("b", '{"name":"b.txt","size":1,"kind":"text"}'),
    item("c", "nonsense"),
    item("d", '{"name":"d.png","size":1,"kind":"image"}'),
  ];
  expect(showable(sent).map(({ id }) => id)).toEqual(["d", "a"]);
  expect(isOffice("Plan.DOCX")).toBe(true);
  expect(named("Plan", new Blob(), "pdf")).toBe("Plan.pdf");
  expect(named("bild", new Blob([], { type: "image/png" }), "image")).toBe("bild.png");
});
