import { describe, expect, it } from "vitest";
import type { Item } from "../../protocol/messages.gen.js";
import { MAX_CHAT_TEXT, readItem } from "../../shared/payloads.js";
import { type ChatInput, chatEntries, fileSize, unread } from "./view.js";

function item(key: string, first: number, payload: unknown, change: Partial<Item> = {}): Item {
  return {
    channel: "chat",
    key,
    n: first,
    first,
    author: "a",
    name: "Anna",
    mine: false,
    to: null,
    to_name: null,
    at: 1000,
    changed_at: null,
    payload: JSON.stringify(payload),
    ...change,
  };
}

const say = (key: string, first: number, text: string, change: Partial<Item> = {}) =>
  item(key, first, { text }, change);
const draw = (input: Partial<ChatInput>) =>
  chatEntries({
    messages: [],
    files: [],
    unsent: [],
    host: false,
    now: 1000,
    self: { id: "me", name: "Jag" },
    ...input,
  });

it("puts messages and files in the order in which they came", () => {
  const file = item("f", 2, { name: "a.pdf", size: 10, kind: "pdf" }, { channel: "files" });
  const entries = draw({ messages: [say("c", 3, "sist"), say("a", 1, "först")], files: [file] });
  expect(entries.map((each) => each.key)).toEqual(["a", "f", "c"]);
});

it("shows what is on its way, and a change of it at once", () => {
  const entries = draw({
    messages: [say("a", 1, "gammal", { mine: true }), say("b", 2, "bort", { mine: true })],
    unsent: [
      { key: "a", payload: '{"text":"rättad"}', to: null },
      { key: "b", payload: null, to: null },
      { key: "c", payload: '{"text":"ny"}', to: null },
    ],
  });
  expect(entries.map((each) => each.kind === "message" && [each.text, each.sending])).toEqual([
    ["rättad", true],
    ["ny", true],
  ]);
});

it("quotes what is answered, as long as that is there", () => {
  const answer = item("b", 2, { text: "ja", reply: "a" });
  const [, quoting] = draw({ messages: [say("a", 1, "kommer du?"), answer] });
  expect(quoting?.kind === "message" && quoting.reply).toEqual({ name: "Anna", text: "kommer du?" });
  const [alone] = draw({ messages: [answer] });
  expect(alone?.kind === "message" && alone.reply).toBeNull();
});

it("lets authors change theirs for a while, and hosts remove anybody's", () => {
  const mine = say("a", 1, "x", { mine: true });
  const see = (now: number, host: boolean, of: Item) => {
    const [found] = draw({ messages: [of], now, host });
    return found?.kind === "message" && [found.editable, found.removable];
  };
  expect(see(1000, false, mine)).toEqual([true, true]);
  expect(see(1900, false, mine)).toEqual([false, true]);
  expect(see(1000, false, say("a", 1, "x"))).toEqual([false, false]);
  expect(see(1000, true, say("a", 1, "x"))).toEqual([false, true]);
});

it("says who a private message is between", () => {
  const change = { to: "p", to_name: "Bo" };
  expect(draw({ messages: [say("a", 1, "x", { ...change, mine: true })] })[0]?.private).toBe("Bo");
  expect(draw({ messages: [say("a", 1, "x", change)] })[0]?.private).toBe("Anna");
});

describe("what another client sends", () => {
  it.each([
    "{",
    "null",
    "[]",
    "5",
    '{"text":5}',
    '{"text":"  "}',
    "{}",
    JSON.stringify({ text: "x".repeat(MAX_CHAT_TEXT + 1) }),
  ])("is left out when it is no message: %s", (payload) => {
    expect(readItem("chat", payload)).toBeNull();
    expect(draw({ messages: [item("a", 1, 0, { payload })], files: [item("f", 2, 0, { payload })] })).toEqual([]);
  });

  it("is taken without what does not belong there", () => {
    expect(readItem("chat", '{"text":"x","reply":5,"html":"<b>"}')).toEqual({ text: "x" });
  });
});

it("counts what others have said since one looked", () => {
  const items = [say("a", 1, "x"), say("b", 2, "x", { mine: true }), say("c", 3, "x")];
  expect([unread(items, 0), unread(items, 1), unread(items, 3)]).toEqual([2, 1, 0]);
});

it("writes sizes as people do", () => {
  expect([5, 999, 1500, 15_600, 2_345_678].map((size) => fileSize(size, "sv-SE"))).toEqual([
    "5 B",
    "999 B",
    "1,5 kB",
    "16 kB",
    "2,3 MB",
  ]);
});
