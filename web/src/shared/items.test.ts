import { beforeEach, expect, it, vi } from "vitest";
import { ConnectionLost, type Outgoing, RequestError } from "../net/socket.js";
import type { Item, Items, Text } from "../protocol/messages.gen.js";
import { newKey, Shared } from "./items.js";

const sent: Outgoing[] = [];
const refusals: Text[] = [];
let answer: () => Promise<void>;
let shared: Shared;

const settle = () => new Promise((resolve) => setTimeout(resolve));
const lost = () => Promise.reject(new ConnectionLost());

beforeEach(() => {
  sent.length = refusals.length = 0;
  answer = () => Promise.resolve();
  shared = new Shared({
    request: (message) => {
      sent.push(message);
      return answer();
    },
    send: (message) => void sent.push(message),
    refused: (text) => void refusals.push(text),
  });
});

function item(key: string, n: number, change: Partial<Item> = {}): Item {
  return {
    channel: "chat",
    key,
    n,
    first: n,
    author: "a",
    name: "Anna",
    mine: false,
    to: null,
    to_name: null,
    at: 0,
    changed_at: null,
    payload: key,
    ...change,
  };
}

const items = (list: Item[], change: Partial<Items> = {}): Items & { type: "items" } => ({
  type: "items",
  log: "log",
  items: list,
  through: list.at(-1)?.n ?? 0,
  more: false,
  ...change,
});
const join = (place = "main") => shared.receive({ type: "joined", you: "me", people: [{ id: "me", place }] } as never);
const payloads = () => shared.of("chat").map((each) => each.payload);
const asked = () => sent.filter((message) => message.type === "catch_up");
const puts = () => sent.filter((message) => message.type === "put").map((message) => message.payload);

it("asks for everything at first, and after a loss only for what is new", () => {
  join();
  shared.receive(items([item("a", 1)], { more: true }));
  expect(shared.complete).toBe(false);
  shared.receive(items([item("b", 2)]));
  expect(shared.complete).toBe(true);
  shared.receive({ type: "item", item: item("c", 3) });
  join();
  expect(asked().map((message) => [message.log, message.after])).toEqual([
    [null, 0],
    ["log", 1],
    ["log", 3],
  ]);
  expect(payloads()).toEqual(["a", "b", "c"]);
});

it("misses nothing that changes while older news are on their way", () => {
  join();
  shared.receive({ type: "item", item: item("new", 9) });
  shared.receive(items([item("a", 1)], { more: true }));
  shared.receive(items([item("b", 2), item("new", 9)]));
  expect(payloads()).toEqual(["a", "b", "new"]);
  join();
  expect(asked().at(-1)?.after).toBe(9);
});

it("keeps the place of what is changed, and drops what is removed", () => {
  shared.receive(items([item("a", 1), item("b", 2)]));
  shared.receive({ type: "item", item: item("a", 3, { first: 1, payload: "A" }) });
  expect(payloads()).toEqual(["A", "b"]);
  shared.receive({ type: "item", item: item("a", 2, { first: 1, payload: "old" }) });
  expect(payloads()).toEqual(["A", "b"]);
  shared.receive({ type: "item", item: item("b", 4, { payload: null }) });
  expect(payloads()).toEqual(["A"]);
});

it("starts over when the server has another log", () => {
  shared.receive(items([item("a", 1)]));
  shared.receive(items([item("z", 1)], { log: "another" }));
  expect(payloads()).toEqual(["z"]);
});

it("shows what is on its way until the server has it", async () => {
  shared.put("chat", "k", { text: "hej" });
  expect(shared.waiting("chat")).toEqual([{ key: "k", payload: '{"text":"hej"}', to: null }]);
  await settle();
  expect(shared.waiting("chat")).toEqual([]);
});

it("sends again what a lost connection has not confirmed, once it has caught up", async () => {
  answer = lost;
  shared.put("chat", "k", 1);
  shared.put("chat", "k", 2);
  await settle();
  expect(shared.waiting("chat").map((each) => each.payload)).toEqual(["2"]);
  answer = () => Promise.resolve();
  join();
  shared.receive(items([]));
  await settle();
  expect(puts()).toEqual(["1", "2", "2"]);
  expect(shared.waiting("chat")).toEqual([]);
});

it("says nothing in one place that was meant for another", async () => {
  shared.receive(items([item("a", 1)]));
  answer = lost;
  shared.put("chat", "k", "bara här");
  await settle();
  answer = () => Promise.resolve();
  join("side");
  expect(shared.of("chat")).toEqual([]);
  expect(refusals).toHaveLength(1);
  shared.receive(items([], { log: "another" }));
  shared.put("chat", "l", "här");
  await settle();
  expect(sent.filter((message) => message.type === "put").map(({ place, key }) => [place, key])).toEqual([
    ["main", "k"],
    ["side", "l"],
  ]);
});

it("tells of a refusal and does not try again", async () => {
  const text = { sv: "Fullt", en: "Full" };
  answer = () => Promise.reject(new RequestError("channel_full", text));
  shared.put("chat", "k", 1);
  await settle();
  expect(refusals).toEqual([text]);
  expect(shared.waiting("chat")).toEqual([]);
});

it("tells signals to those who listen to the channel", () => {
  const heard = vi.fn();
  const stop = shared.onSignal("chat", heard);
  shared.receive({ type: "signal", channel: "chat", author: "a", payload: "x" });
  shared.receive({ type: "signal", channel: "stage", author: "a", payload: "x" });
  stop();
  shared.receive({ type: "signal", channel: "chat", author: "a", payload: "x" });
  expect(heard).toHaveBeenCalledTimes(1);
});

it("names things so that the wire takes it, and never twice the same", () => {
  const names = new Set(Array.from({ length: 100 }, newKey));
  expect(names.size).toBe(100);
  for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_-]{1,40}$/);
});
