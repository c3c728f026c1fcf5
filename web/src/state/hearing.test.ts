import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Language, Person } from "../protocol/messages.gen.js";
import { fakePerson } from "./fake-person.js";
import { ALL, DUCKED, Hearing, languages, signer, type Choice, volumes } from "./hearing.js";
import { EMPTY, type RoomState } from "./room.js";

const interpreter = (id: string, interprets: Language | null, change: Partial<Person> = {}): Person =>
  fakePerson(id, { kind: "interpreter", interpreter: true, interprets, ...change });

function room(speaking: string[], ...people: Person[]): RoomState {
  const all = [fakePerson("me"), fakePerson("eva"), ...people];
  return { ...EMPTY, you: "me", speaking, people: new Map(all.map((person) => [person.id, person])) };
}
const heard = (state: RoomState, choice: Choice): Record<string, number> => Object.fromEntries(volumes(state, choice));

describe("what is heard", () => {
  const sara = interpreter("sara", "ar");

  it("is everybody while nobody interprets", () => {
    const state = room(["sara"], interpreter("sara", null));
    expect(languages(state)).toEqual([]);
    expect(heard(state, { wanted: "interpretation", language: null })).toEqual({ eva: 1, sara: 1 });
  });

  it.each<[Choice["wanted"], string[], Record<string, number>]>([
    ["both", [], { eva: 1, sara: 1 }],
    ["both", ["eva"], { eva: 1, sara: 1 }],
    ["both", ["sara", "eva"], { eva: DUCKED, sara: 1 }],
    ["original", ["sara"], { eva: 1, sara: 0 }],
    ["interpretation", ["eva"], { eva: 0, sara: 1 }],
  ])("fits %s while %j speak", (wanted, speaking, expected) => {
    expect(heard(room(speaking, sara), { wanted, language: null })).toEqual(expected);
  });

  it("is one language of several, and the first where the chosen one has gone", () => {
    const olena = interpreter("olena", "uk");
    const both = room(["olena"], sara, olena);
    expect(languages(both)).toEqual(["ar", "uk"]);
    expect(heard(both, { wanted: "both", language: "uk" })).toEqual({ eva: DUCKED, sara: 0, olena: 1 });
    expect(heard(room([], sara), { wanted: "both", language: "uk" })).toEqual({ eva: 1, sara: 1 });
  });

  it("is everything for whoever interprets, and for those elsewhere nothing changes", () => {
    const state = { ...room(["sara"], sara), you: "sara" };
    expect(heard(state, { wanted: "interpretation", language: null })).toEqual({ me: 1, eva: 1 });
    expect(languages(room([], interpreter("sara", "ar", { place: "side" })))).toEqual([]);
  });
});

describe("sign language", () => {
  it("is seen and not heard", () => {
    const state = room(["ulf"], interpreter("ulf", "swl"));
    expect(signer(state)?.id).toBe("ulf");
    expect(languages(state)).toEqual([]);
    expect(heard(state, ALL)).toEqual({ eva: 1, ulf: 1 });
  });

  it("needs a camera and another than oneself", () => {
    expect(signer(room([], interpreter("ulf", "swl", { camera: false })))).toBeNull();
    expect(signer({ ...room([], interpreter("ulf", "swl")), you: "ulf" })).toBeNull();
  });
});

describe("the choice", () => {
  const stored = new Map<string, string>();
  beforeEach(() => {
    stored.clear();
    vi.stubGlobal("localStorage", {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
    });
  });

  it("is kept for the meeting and forgotten in the next", () => {
    const hearing = new Hearing();
    hearing.enter("m1");
    hearing.choose({ wanted: "interpretation", language: "uk" });
    const again = new Hearing();
    again.enter("m1");
    expect(again.choice).toEqual({ wanted: "interpretation", language: "uk" });
    const next = new Hearing();
    next.enter("m2");
    expect(next.choice).toEqual(ALL);
  });

  it("takes nothing that it did not write", () => {
    stored.set("resfri.hearing", "m1 loud x");
    const hearing = new Hearing();
    hearing.enter("m1");
    expect(hearing.choice).toEqual(ALL);
  });
});
