import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FakeLog } from "../../shared/fake-items.js";
import { Shared } from "../../shared/items.js";
import { Drafts } from "../../ink/drafts.js";
import { hostile, seeded } from "../../ink/hostile.js";
import { SharedThings } from "../../shared/shared-things.js";
import { type Thing, wireThing } from "../../ink/things.js";
import type { ServerMessage } from "../../protocol/messages.gen.js";
import { Board } from "./board.js";
import { readSignal, wireSignal } from "../../shared/payloads.js";

/** Much work on a machine that may have other work. */
const SLOW_MS = 60_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Page {
  readonly name: string;
  readonly board: Board;
  readonly shared: Shared;
  readonly drafts: Drafts;
}

class Place {
  readonly log = new FakeLog();
  readonly pages: Page[] = [];

  enter(name: string, host = false): Page {
    this.log.waiting.set(name, []);
    if (host) this.log.hosts.add(name);
    const shared = new Shared({
      request: async (message) => this.log.take(name, message),
      send: (message) => this.log.take(name, message),
      refused: () => undefined,
    });
    const things = new SharedThings(shared, "whiteboard");
    const board = new Board(
      things,
      () => host,
      (signal) => shared.signal("whiteboard", wireSignal("whiteboard", signal)),
    );
    const drafts = new Drafts(() => 0);
    shared.onSignal("whiteboard", ({ author, payload }) => drafts.hear(author, readSignal("whiteboard", payload)));
    shared.receive({ type: "joined", you: "", people: [] } as unknown as ServerMessage);
    const page = { name, board, shared, drafts };
    this.pages.push(page);
    return page;
  }

  /** What the server has for this page, up to so many messages. */
  deliver({ name, shared }: Page, most = Infinity): void {
    const queue = this.log.waiting.get(name) ?? [];
    for (const message of queue.splice(0, most)) shared.receive(message);
  }

  async settle(): Promise<void> {
    await vi.advanceTimersByTimeAsync(600_000);
    for (const page of this.pages) this.deliver(page);
  }
}

const seen = ({ board }: Page) => board.things.list.map(({ key, thing }) => [key, thing]);
const at = (x: number, y: number) => ({ x, y, pressure: null });
function line(board: Board, ...spots: [number, number][]): void {
  const [first, ...rest] = spots.map(([x, y]) => at(x, y));
  if (first) board.begin(first, false);
  for (const spot of rest) board.move([spot]);
  board.end();
}

it(
  "twenty people who draw, move, erase and undo at once end with the same board",
  async () => {
    const random = seeded(11);
    const place = new Place();
    for (let person = 0; person < 20; person += 1) place.enter(`p${person}`, person === 0);
    const spot = (): [number, number] => [Math.round(random() * 16_000), Math.round(random() * 10_000)];
    const tools = ["pen", "highlighter", "line", "arrow", "rectangle", "ellipse", "eraser", "select"] as const;
    for (let turn = 0; turn < 1200; turn += 1) {
      const page = place.pages[Math.floor(random() * place.pages.length)] as Page;
      const { board } = page;
      const what = random();
      if (what < 0.15) board.things.undo();
      else if (what < 0.22) board.things.redo();
      else if (what < 0.3 && board.selected) board.remove();
      else if (what < 0.31) board.clear();
      else {
        board.take(tools[Math.floor(random() * tools.length)] as (typeof tools)[number]);
        line(board, spot(), spot(), spot());
      }
      await vi.advanceTimersByTimeAsync(Math.floor(random() * 40));
      place.deliver(place.pages[Math.floor(random() * place.pages.length)] as Page, Math.floor(random() * 30));
    }
    const late = place.enter("late");
    await place.settle();
    const boards = place.pages.map(seen);
    expect(boards[0]?.length).toBeGreaterThan(20);
    for (const board of boards) expect(board).toEqual(boards[0]);
    expect(late.drafts.in("")).toEqual([]);
  },
  SLOW_MS,
);

it("others see a line grow before it is there, and then the line itself in its place", async () => {
  const place = new Place();
  const [anna, bo] = [place.enter("anna"), place.enter("bo")];
  anna.board.begin(at(100, 100), false);
  anna.board.move([at(500, 900), at(1000, 200)]);
  await vi.advanceTimersByTimeAsync(130);
  place.deliver(bo);
  expect(bo.drafts.in("").map((stroke) => stroke.points)).toEqual([[100, 100, 500, 900, 1000, 200]]);
  anna.board.end();
  await place.settle();
  const [there] = bo.board.things.list;
  expect(there?.thing).toMatchObject({ kind: "pen", points: [100, 100, 500, 900, 1000, 200] });
  bo.drafts.settled([there?.key ?? ""]);
  expect(bo.drafts.in("")).toEqual([]);
});

it("undo takes back one's own last step alone, and redo does it again", async () => {
  const place = new Place();
  const [anna, bo] = [place.enter("anna"), place.enter("bo")];
  anna.board.take("rectangle");
  line(anna.board, [0, 0], [1000, 1000]);
  await place.settle();
  bo.board.take("ellipse");
  line(bo.board, [3000, 3000], [4000, 4000]);
  await place.settle();
  anna.board.things.undo();
  await place.settle();
  expect(bo.board.things.list.map(({ thing }) => thing.kind)).toEqual(["ellipse"]);
  anna.board.things.redo();
  await place.settle();
  // It is back where it was: under what came later.
  expect(bo.board.things.list.map(({ thing }) => thing.kind)).toEqual(["rectangle", "ellipse"]);
});

it("nobody moves, recolours or rubs out what is somebody else's, but a host removes it", async () => {
  const place = new Place();
  const [anna, bo, eva] = [place.enter("anna"), place.enter("bo"), place.enter("eva", true)];
  anna.board.take("rectangle");
  line(anna.board, [0, 0], [1000, 1000]);
  await place.settle();
  const before = seen(anna);
  bo.board.take("select");
  line(bo.board, [0, 500], [4000, 4000]);
  bo.board.setColour("red");
  bo.board.nudge(100, 0);
  bo.board.remove();
  bo.board.take("eraser");
  line(bo.board, [0, 500], [10, 500]);
  bo.board.clear();
  await place.settle();
  expect(place.pages.map(seen)).toEqual([before, before, before]);
  eva.board.take("eraser");
  line(eva.board, [0, 500], [10, 500]);
  await place.settle();
  expect(place.pages.map(seen)).toEqual([[], [], []]);
});

it("a chosen thing is moved, stretched, recoloured and rewritten in its place", async () => {
  const place = new Place();
  const anna = place.enter("anna");
  anna.board.written({ kind: "note", colour: "yellow", size: 400, box: box(0, 0), text: "köp mjölk" }, null);
  await place.settle();
  const key = anna.board.chosen ?? "";
  line(anna.board, [500, 500], [1500, 700]);
  anna.board.setColour("green");
  anna.board.nudge(0, 100);
  anna.board.grow(100, 0);
  await place.settle();
  const thing = anna.board.things.get(key)?.thing as Extract<Thing, { text: string }>;
  expect(thing).toMatchObject({ colour: "green", box: { x: 1000, y: 300, width: 2700, height: 2000 } });
  anna.board.written({ ...thing, text: "  " }, key);
  await place.settle();
  expect(seen(anna)).toEqual([]);
});

it(
  "one page that sends nonsense breaks no other page's board",
  async () => {
    const random = seeded(3);
    const place = new Place();
    const [anna, bo] = [place.enter("anna"), place.enter("bo")];
    const good = wireThing({ kind: "note", colour: "yellow", size: 400, box: box(9, 9), text: "hej" });
    for (let round = 0; round < 500; round += 1) {
      const payload = hostile(good, random).slice(0, 16_000) || "x";
      place.log.take("bo", { type: "put", place: "main", channel: "whiteboard", key: `k${round}`, payload, to: null });
      place.log.take("bo", { type: "signal", place: "main", channel: "whiteboard", payload, to: null });
    }
    anna.board.take("arrow");
    line(anna.board, [0, 0], [1000, 1000]);
    await place.settle();
    expect(seen(anna)).toEqual(seen(bo));
    expect(anna.board.things.list.at(-1)?.thing.kind).toBe("arrow");
  },
  SLOW_MS,
);

function box(x: number, y: number) {
  return { x, y, width: 2600, height: 2000 };
}
