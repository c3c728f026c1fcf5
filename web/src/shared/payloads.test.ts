import { expect, it } from "vitest";
import { hostile, seeded } from "../ink/hostile.js";
import { type Channel, MAX_PAYLOAD, MAX_SIGNAL } from "../protocol/messages.gen.js";
import { type ItemPayloads, readItem, readSignal, type SignalPayloads, wireItem, wireSignal } from "./payloads.js";

const SLOW_MS = 60_000;
const stroke = { kind: "pen", colour: "red", width: 60, points: [1, 2, 30, 40], pressure: "57" } as const;
const look = { zoom: 2, x: 0.25, y: 0.5 };

const ITEMS: { readonly [C in Channel]: readonly ItemPayloads[C][] } = {
  chat: [{ text: "hej" }, { text: "ja", reply: "k1" }],
  files: [{ name: "plan.pdf", size: 12_345, kind: "pdf" }],
  stage: [{ kind: "whiteboard" }, { kind: "document", file: "f", name: "Plan", type: "pdf", page: 3, look }],
  marks: [{ file: "f", page: 2, stroke }],
  whiteboard: [stroke, { kind: "image", file: "f", name: "katt", box: { x: 1, y: 2, width: 300, height: 400 } }],
};
const SIGNALS: { readonly [C in Channel]: readonly SignalPayloads[C][] } = {
  chat: [
    { writes: true, text: null, to: false },
    { writes: false, text: "hej", to: true },
  ],
  files: [],
  stage: [{ place: "f/1", x: 10, y: 20 }],
  marks: [
    { do: "draw", key: "k", place: "f/1", at: 2, stroke },
    { do: "stop", key: "k" },
  ],
  whiteboard: [{ do: "draw", key: "k", place: "", at: 0, stroke }],
};
const CHANNELS = Object.keys(ITEMS) as Channel[];

it.each(CHANNELS)("what is put into %s is read as it was", (channel) => {
  for (const value of ITEMS[channel])
    expect(readItem(channel, JSON.stringify(wireItem(channel, value)))).toEqual(value);
  for (const value of SIGNALS[channel])
    expect(readSignal(channel, JSON.stringify(wireSignal(channel, value as never)))).toEqual(value);
});

it.each(CHANNELS)(
  "nonsense in %s is nothing, or what it could be read as, and reads the same when it is sent on",
  (channel) => {
    const random = seeded(channel.length * 1009);
    const every = CHANNELS.flatMap((each) => ITEMS[each].map((value) => wireItem(each, value as never)));
    for (let round = 0; round < 4000; round += 1) {
      const payload = hostile(every[round % every.length] as object, random);
      const item = readItem(channel, payload);
      if (item) expect(readItem(channel, JSON.stringify(wireItem(channel, item)))).toEqual(item);
      const signal = readSignal(channel, payload);
      if (signal) expect(readSignal(channel, JSON.stringify(wireSignal(channel, signal)))).toEqual(signal);
    }
  },
  SLOW_MS,
);

it.each(CHANNELS)("what is longer than the wire allows is not even taken apart: %s", (channel) => {
  for (const value of ITEMS[channel]) {
    const payload = JSON.stringify(wireItem(channel, value));
    expect(readItem(channel, payload.padEnd(MAX_PAYLOAD, " "))).toEqual(value);
    expect(readItem(channel, payload.padEnd(MAX_PAYLOAD + 1, " "))).toBeNull();
  }
  for (const value of SIGNALS[channel]) {
    const payload = JSON.stringify(wireSignal(channel, value as never));
    expect(readSignal(channel, payload.padEnd(MAX_SIGNAL + 1, " "))).toBeNull();
  }
});

it.each(["", "null", "[]", "5", '"text"', "{", "[".repeat(9000), '{"__proto__":{"text":"x"}}'])(
  "is nothing in any channel: %s",
  (payload) => {
    for (const channel of CHANNELS) {
      expect(readItem(channel, payload)).toBeNull();
      expect(readSignal(channel, payload)).toBeNull();
    }
  },
);

it("what was removed is nothing", () => {
  for (const channel of CHANNELS) expect(readItem(channel, null)).toBeNull();
});
