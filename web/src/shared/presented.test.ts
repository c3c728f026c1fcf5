import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { hostile, seeded } from "../ink/hostile.js";
import type { ServerMessage } from "../protocol/messages.gen.js";
import { FakeLog } from "./fake-items.js";
import { Shared } from "./items.js";
import { readItem, type ShownDocument, wireItem } from "./payloads.js";
import { Presented } from "./presented.js";

/** Much work on a machine that may have other work. */
const SLOW_MS = 60_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const plan: ShownDocument = {
  kind: "document",
  file: "f1",
  name: "Plan.pdf",
  type: "pdf",
  page: 2,
  look: { zoom: 1.5, x: 0.25, y: 0.75 },
};

function enter(log: FakeLog, name: string): Presented {
  log.waiting.set(name, []);
  const shared = new Shared({
    request: async (message) => log.take(name, message),
    send: (message) => log.take(name, message),
    refused: () => undefined,
  });
  shared.receive({ type: "joined", you: name, people: [] as unknown } as ServerMessage);
  log.pages.set(name, shared);
  return new Presented(
    shared,
    async () => undefined,
    async () => undefined,
  );
}

async function settle(log: FakeLog): Promise<void> {
  await vi.advanceTimersByTimeAsync(1000);
  log.deliver();
}

it("what is shown comes through the wire as it was", () => {
  expect(readItem("stage", JSON.stringify(wireItem("stage", plan)))).toEqual(plan);
  expect(readItem("stage", JSON.stringify(wireItem("stage", { kind: "whiteboard" })))).toEqual({ kind: "whiteboard" });
});

it(
  "nonsense on the stage is nothing on the stage",
  () => {
    const random = seeded(99);
    let understood = 0;
    for (let round = 0; round < 6000; round += 1) {
      const shown = readItem("stage", hostile(wireItem("stage", plan), random));
      if (shown?.kind !== "document") continue;
      understood += 1;
      expect(shown.file).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
      expect(Number.isInteger(shown.page)).toBe(true);
      const { zoom, x, y } = shown.look;
      expect(zoom >= 1 && zoom <= 8 && x >= 0 && x <= 1 && y >= 0 && y <= 1).toBe(true);
    }
    expect(understood).toBeGreaterThan(150);
  },
  SLOW_MS,
);

it("the others see what the leader shows, and who leads", async () => {
  const log = new FakeLog();
  const [eva, bo] = [enter(log, "eva"), enter(log, "bo")];
  eva.show(plan);
  expect(eva.current?.mine).toBe(true);
  await settle(log);
  expect(bo.current).toMatchObject({ shown: plan, mine: false, leader: "eva" });
  eva.close();
  await settle(log);
  expect(bo.current).toBe(null);
});

it("a leader who scrolls fast is told of a few times a second, and the last time for sure", async () => {
  const log = new FakeLog();
  const [eva, bo] = [enter(log, "eva"), enter(log, "bo")];
  eva.show(plan);
  await settle(log);
  const before = log.puts;
  for (let at = 1; at <= 100; at += 1) {
    eva.lead({ ...plan, look: { ...plan.look, y: at / 100 } });
    await vi.advanceTimersByTimeAsync(10);
  }
  await settle(log);
  expect(log.puts - before).toBeLessThanOrEqual(6);
  expect((bo.current?.shown as ShownDocument).look.y).toBe(1);
});

it("who does not lead any more moves nothing", async () => {
  const log = new FakeLog();
  const [eva, bo] = [enter(log, "eva"), enter(log, "bo")];
  eva.show(plan);
  await settle(log);
  bo.lead({ ...plan, page: 9 });
  eva.lead({ ...plan, page: 5 });
  eva.show({ kind: "whiteboard" });
  await settle(log);
  expect(bo.current?.shown).toEqual({ kind: "whiteboard" });
});
