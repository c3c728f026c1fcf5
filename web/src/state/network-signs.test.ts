import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Network, Person } from "../protocol/messages.gen.js";
import { fakePerson } from "./fake-person.js";
import { NetworkSigns } from "./network-signs.js";
import { EMPTY, type RoomState } from "./room.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const person = (id: string, network: Network, connected = true): Person => fakePerson(id, { network, connected });

function room(people: Person[], held: string[] = []): RoomState {
  const tracks = held.map((participant) => ({ mid: "1", participant, source: "camera" as const }));
  const figures = { network: "weak" as const, round_trip_ms: 0, loss_up: 0, loss_down: 0 };
  const quality = { type: "quality" as const, ...figures, held: tracks };
  return { ...EMPTY, you: "me", people: new Map(people.map((each) => [each.id, each])), quality };
}

it("tells of a weak network once that is sure, and takes it back once that is surely over", () => {
  const signs = new NetworkSigns();
  signs.update(room([person("me", "weak"), person("b", "bad")]));
  vi.advanceTimersByTime(1999);
  expect([signs.own, signs.of("b")]).toEqual(["good", "good"]);
  vi.advanceTimersByTime(1);
  expect([signs.own, signs.of("b")]).toEqual(["weak", "bad"]);
  signs.update(room([person("me", "weak"), person("b", "good")]));
  vi.advanceTimersByTime(4999);
  expect(signs.of("b")).toBe("bad");
  vi.advanceTimersByTime(1);
  expect([signs.own, signs.of("b")]).toEqual(["weak", "good"]);
});

it("says nothing of the network of somebody who is away", () => {
  const signs = new NetworkSigns();
  signs.update(room([person("b", "bad", false)]));
  vi.advanceTimersByTime(10_000);
  expect(signs.of("b")).toBe("good");
});

it("covers a picture after a second and uncovers it at once", () => {
  const signs = new NetworkSigns();
  signs.update(room([], ["b"]));
  vi.advanceTimersByTime(1000);
  expect([signs.held("b", "camera"), signs.held("b", "screen"), signs.anyHeld]).toEqual([true, false, true]);
  signs.update(room([]));
  vi.advanceTimersByTime(0);
  expect([signs.held("b", "camera"), signs.anyHeld]).toEqual([false, false]);
});

it("draws nothing after it was stopped", () => {
  const signs = new NetworkSigns();
  const drawn = vi.fn();
  signs.subscribe(drawn);
  signs.update(room([person("me", "bad")], ["b"]));
  signs.stop();
  vi.advanceTimersByTime(10_000);
  expect(drawn).not.toHaveBeenCalled();
});
