import { describe, expect, it } from "vitest";
import type { MeetingInfo, Person, ServerMessage, Waiting } from "../protocol/messages.gen.js";
import { fakePerson } from "./fake-person.js";
import { EMPTY, isHost, me, type RoomState, reduce, sharers } from "./room.js";
import { RoomStore } from "./room-store.js";

const MEETING: MeetingInfo = {
  id: "m",
  title: "T",
  organisation: "Sundby",
  meeting_class: "protected",
  host_name: "Eva",
  starts_at: 0,
};

const person = fakePerson;

function guest(id: string): Waiting {
  return {
    id,
    name: id,
    kind: "client",
    identified_by: ["link"],
    missing: [],
    since: 0,
    second_device: false,
    shared_link: false,
    like_a_host: false,
  };
}

function joined(people: Person[], waiting: Waiting[] = []): ServerMessage {
  return {
    type: "joined",
    meeting: MEETING,
    you: "a",
    people,
    waiting,
    transport: null,
    locked: false,
    ice_servers: [],
    spotlight: null,
    free_sharing: false,
  };
}

type Step = ServerMessage;
const play = (...steps: Step[]): RoomState => steps.reduce(reduce, EMPTY);
const ids = (state: RoomState): string => [...state.people.keys()].join("");
const arrives = (id: string): Step => ({ type: "person_joined", person: person(id) });
const leaves = (id: string): Step => ({ type: "person_left", participant: id, reason: "left" });
const ab = joined([person("a", { role: "host" }), person("b")]);

describe("people", () => {
  it.each<[string, Step[], string]>([
    ["are those who joined", [ab], "ab"],
    ["come last when they arrive", [ab, arrives("c")], "abc"],
    ["keep their place when they change", [ab, { type: "person_changed", person: person("a") }], "ab"],
    ["go", [ab, leaves("a")], "b"],
    [
      "keep their place over a reconnection",
      [ab, arrives("c"), joined([person("c"), person("d"), person("a")])],
      "acd",
    ],
    ["are gone in the lobby", [ab, lobby()], ""],
  ])("%s", (_, steps, expected) => {
    expect(ids(play(...steps))).toBe(expected);
  });
});

function lobby(): ServerMessage {
  return {
    type: "waiting",
    meeting: MEETING,
    you: "a",
    name: "A",
    host_present: true,
    second_device: false,
    note: null,
  };
}

it("replaces the whole lobby each time", () => {
  const state = play(joined([person("a")], [guest("x")]), { type: "lobby_changed", waiting: [guest("y"), guest("z")] });
  expect(state.waiting.map((each) => each.id)).toEqual(["y", "z"]);
});

it("follows who comes to the lobby and who goes", () => {
  const state = play(
    joined([person("a")], [guest("x")]),
    { type: "lobby_person", person: guest("y") },
    { type: "lobby_person", person: { ...guest("x"), second_device: true } },
  );
  expect(state.waiting.map((each) => [each.id, each.second_device])).toEqual([
    ["x", true],
    ["y", false],
  ]);
  const later = play(joined([person("a")], [guest("x"), guest("y")]), { type: "lobby_left", participant: "x" });
  expect(later.waiting.map((each) => each.id)).toEqual(["y"]);
});

it("knows who speaks, among those who are here", () => {
  const speak: Step = { type: "speakers", speaking: ["b", "x"] };
  expect(play(ab, speak).speaking).toEqual(["b"]);
  expect(play(ab, speak, leaves("b")).speaking).toEqual([]);
});

it("knows one's own network for as long as the media lasts", () => {
  const quality: Step = { type: "quality", network: "weak", round_trip_ms: 90, loss_up: 0, loss_down: 0.1, held: [] };
  expect(play(ab, quality).quality?.round_trip_ms).toBe(90);
  expect(play(ab, quality, { ...joined([person("a")]), transport: "t" } as Step).quality).not.toBeNull();
  expect(play(ab, quality, joined([person("a")])).quality).toBeNull();
});

it("keeps each link trouble once, until it is seen", () => {
  const trouble: Step = { type: "link_trouble", name: "Bo" };
  expect(play(ab, trouble, trouble).linkTroubles).toEqual(["Bo"]);
  const store = new RoomStore();
  for (const step of [ab, trouble]) store.take(step);
  store.dismiss("linkTroubles", "Bo");
  expect(store.state.linkTroubles).toEqual([]);
});

it("finds oneself, one's role and the screens", () => {
  const state = play(ab, { type: "person_changed", person: person("b", { screen: true }) });
  expect(me(state)?.name).toBe("A");
  expect(isHost(state)).toBe(true);
  expect(sharers(state).map((each) => each.id)).toEqual(["b"]);
  expect(me(EMPTY)).toBeNull();
});

it("leaves the state alone for what is none of its business", () => {
  const state = play(ab);
  expect(reduce(state, { type: "pong" })).toBe(state);
});
