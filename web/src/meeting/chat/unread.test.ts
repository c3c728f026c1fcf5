import { expect, it } from "vitest";
import type { Item } from "../../protocol/messages.gen.js";
import { news, Unread } from "./unread.js";

function item(first: number, change: Partial<Item> = {}): Item {
  return {
    channel: "chat",
    key: `${first}`,
    n: first,
    first,
    author: "a",
    name: "Anna",
    mine: false,
    to: null,
    to_name: null,
    at: 0,
    changed_at: null,
    payload: '{"text":"hej"}',
    ...change,
  };
}

it("counts what came after the person looked, and not what was there when they came", () => {
  const items: Item[] = [item(1)];
  const shared = { complete: false, of: (channel: string) => (channel === "chat" ? items : []) };
  const unread = new Unread(shared);
  expect(unread.count(false)).toBe(0);
  shared.complete = true;
  expect(unread.count(false)).toBe(0);
  items.push(item(2), item(3, { mine: true }));
  expect(unread.count(false)).toBe(1);
  expect(unread.count(true)).toBe(0);
  expect(unread.count(false)).toBe(0);
});

it("tells of what is new, and no more than that where others may read along", () => {
  expect(news(item(1), false)).toEqual({ name: "Anna", text: "hej" });
  expect(news(item(1), true)).toEqual({ name: "Anna", text: null });
  expect(news(item(1, { to: "me" }), false)).toEqual({ name: "Anna", text: null });
  const file = { channel: "files", payload: '{"name":"a.pdf","size":1,"kind":"pdf"}' } as const;
  expect(news(item(1, file), false)).toEqual({ name: "Anna", text: "a.pdf" });
});

it.each([{ mine: true }, { payload: null }, { n: 5 }, { payload: "{" }])("tells nothing of %j", (change) => {
  expect(news(item(1, change), false)).toBeNull();
});

it("tells long and deceiving text short and plain", () => {
  const payload = JSON.stringify({ text: `a\u202eb\n${"x".repeat(200)}` });
  expect(news(item(1, { payload }), false)?.text).toMatch(/^ab x{77}…$/);
});
