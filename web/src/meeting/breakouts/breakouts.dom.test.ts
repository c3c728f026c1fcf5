// @vitest-environment happy-dom
import { type LitElement, render } from "lit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Person, Breakout } from "../../protocol/messages.gen.js";
import { fakePerson } from "../../state/fake-person.js";
import { type Moderation, QUIET } from "../../state/moderation.js";
import { EMPTY, type RoomState } from "../../state/room.js";
import { personEntries } from "../moderation/person-entries.js";
import { fakeMeeting, recordedActions } from "../parts/fake-meeting.js";
import "./aside-dialog.js";
import "./groups-dialog.js";
import { breakoutNotices } from "./notices.js";
import { byPlace, evenly, whereabouts } from "./who-is-where.js";

const SIDE: Breakout = { id: "s", kind: "side", name: "" };
const ONE: Breakout = { id: "g1", kind: "group", name: "Ett" };
const TWO: Breakout = { id: "g2", kind: "group", name: "Två" };

function room(...people: Person[]): RoomState {
  return { ...EMPTY, you: "me", people: new Map(people.map((person) => [person.id, person])) };
}
const at = (id: string, place: string, change: Partial<Person> = {}) => fakePerson(id, { name: id, place, ...change });

let world: ReturnType<typeof fakeMeeting>;
const said = () => world.said();

beforeEach(() => {
  world = fakeMeeting();
});
afterEach(() => document.body.replaceChildren());

describe("where everybody is", () => {
  it("tells the own place from the others", () => {
    const state = room(at("me", "main"), at("a", "main"), at("b", "s"), at("c", "g1"));
    const seen = whereabouts(state, { breakouts: [SIDE, ONE] });
    expect(seen.breakout).toBeNull();
    expect([seen.here, seen.outside, seen.grouped].map((people) => people.map(({ id }) => id))).toEqual([
      ["a"],
      ["b"],
      ["c"],
    ]);
  });

  it("lists the own place first, then the meeting, and no empty ones", () => {
    const people = [at("a", "main"), at("me", "g2"), at("b", "s")];
    const places = byPlace(people, "g2", [SIDE, ONE, TWO]);
    expect(places.map(({ place }) => place)).toEqual(["g2", "main", "s"]);
  });

  it("deals people out evenly", () => {
    const people = ["a", "b", "c", "d", "e"].map((id) => ({ id }));
    expect([...evenly(people, 2).values()]).toEqual([0, 0, 0, 1, 1]);
    expect([...evenly(people, 5).values()]).toEqual([0, 1, 2, 3, 4]);
    expect(evenly([], 3).size).toBe(0);
  });
});

describe("what is told of places", () => {
  const drawn = (moderation: Partial<Moderation>, state: RoomState) => {
    const { actions, said } = recordedActions();
    const place = document.body.appendChild(document.createElement("div"));
    render(breakoutNotices({ ...QUIET, ...moderation }, state, actions), place);
    const text = place.textContent?.replace(/\s+/g, " ") ?? "";
    const press = (testid: string) => place.querySelector<HTMLElement>(`[data-testid="${testid}"]`)?.click();
    return { text, said, press };
  };

  it("is nothing while all are together", () => {
    expect(drawn({}, room(at("me", "main"), at("Bo", "main"))).text.trim()).toBe("");
  });

  it("is calm to a guest who is left alone", () => {
    const { text } = drawn({ breakouts: [SIDE] }, room(at("me", "main"), at("Eva", "s"), at("Sara", "s")));
    expect(text).toContain("Eva och Sara pratar en stund för sig och kommer tillbaka hit. Du behöver inte göra något.");
  });

  it("is who stepped outside, to those who stay", () => {
    const state = room(at("me", "main"), at("Bo", "main"), at("Eva", "s"));
    expect(drawn({ breakouts: [SIDE] }, state).text).toContain("Eva har gått åt sidan och kommer tillbaka.");
  });

  it("is the way back, and for a host of all", () => {
    const guest = drawn({ breakouts: [SIDE] }, room(at("me", "s"), at("Eva", "s")));
    expect(guest.text).toContain("Ingen annan hör eller ser er.");
    guest.press("come-back");
    guest.press("all-back");
    expect(guest.said()).toEqual([{ type: "come_back" }]);
    const host = drawn({ breakouts: [SIDE] }, room(at("me", "s", { role: "host" }), at("Sara", "s")));
    host.press("all-back");
    expect(host.said()).toEqual([{ type: "call_back", seconds: 0 }]);
  });

  it("is the group, its note and that it closes", async () => {
    const groupsNote = { type: "groups_note" as const, text: "Fem minuter kvar", by: "Eva" };
    const { text } = drawn(
      { breakouts: [ONE], groupsNote, closesAt: Date.now() / 1000 + 60 },
      room(at("me", "g1"), at("Bo", "g1")),
    );
    expect(text).toContain("Du är i gruppen Ett med Bo.");
    expect(text).toContain("Meddelande från Eva: Fem minuter kvar");
    const countdown = document.querySelector("room-countdown");
    await countdown?.updateComplete;
    expect(countdown?.shadowRoot?.textContent).toMatch(/Grupperna stängs om (59|60) s/);
  });
});

async function open<T extends LitElement>(tag: string, values: object): Promise<T> {
  const element = Object.assign(document.createElement(tag), { open: true, ...values }) as unknown as T;
  world.place.append(element);
  await element.updateComplete;
  return element;
}
const press = (element: LitElement, testid: string) =>
  (element.renderRoot as ShadowRoot).querySelector<HTMLElement>(`[data-testid="${testid}"]`)?.click();

describe("stepping outside", () => {
  it("takes the interpreter along unless told otherwise", async () => {
    const people = [at("a", "main"), at("tolk", "main", { interpreter: true })];
    const dialog = await open("room-aside-dialog", { people });
    press(dialog, "aside-go");
    expect(said()).toEqual([{ type: "step_outside", participants: ["tolk"] }]);
  });

  it("is offered in the meeting, and in a group it is not", () => {
    const entries = (place: string) =>
      personEntries({
        person: at("a", place),
        self: false,
        owner: true,
        moderation: QUIET,
        place,
        actions: world.actions,
      })
        .flat()
        .map(({ testid }) => testid);
    expect(entries("main")).toContain("aside");
    expect(entries("g1")).not.toContain("aside");
  });
});

describe("the groups", () => {
  const people = [at("a", "main"), at("b", "main"), at("c", "s")];

  it("are opened with those who are in the meeting, dealt out evenly", async () => {
    const dialog = await open("room-groups-dialog", { people, breakouts: [SIDE] });
    press(dialog, "evenly");
    await dialog.updateComplete;
    press(dialog, "open-groups");
    const groups = [
      { name: "Grupp 1", participants: ["a"] },
      { name: "Grupp 2", participants: ["b"] },
    ];
    expect(said()).toEqual([{ type: "open_groups", groups }]);
  });

  it("are chosen one by one", async () => {
    const dialog = await open("room-groups-dialog", { people });
    const select = (dialog.renderRoot as ShadowRoot).querySelector<HTMLSelectElement>("#group-of-b");
    if (select) select.value = "1";
    select?.dispatchEvent(new Event("change"));
    await dialog.updateComplete;
    press(dialog, "open-groups");
    expect(said()[0]).toMatchObject({ groups: [{ participants: [] }, { participants: ["b"] }] });
  });

  it("are visited, written to and called back while they are open", async () => {
    const dialog = await open("room-groups-dialog", { people: [at("a", "g1")], breakouts: [ONE, TWO], own: "g2" });
    const root = dialog.renderRoot as ShadowRoot;
    expect(root.querySelectorAll('[data-testid="visit"]')).toHaveLength(1);
    press(dialog, "visit");
    const input = root.querySelector<HTMLInputElement>('[data-testid="groups-text"]');
    if (input) input.value = " Snart slut ";
    input?.dispatchEvent(new Event("input"));
    await dialog.updateComplete;
    root.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
    press(dialog, "call-back");
    expect(said()).toEqual([
      { type: "visit_group", place: "g1" },
      { type: "write_to_groups", text: "Snart slut" },
      { type: "call_back", seconds: 60 },
    ]);
  });

  it("are offered for a person while there are any, and who is outside is left in peace", () => {
    const moderation = { ...QUIET, breakouts: [SIDE, ONE, TWO] };
    const moves = (place: string) =>
      personEntries({
        person: at("a", place),
        self: false,
        owner: true,
        moderation,
        place: "main",
        actions: world.actions,
      })
        .flat()
        .filter(({ testid }) => testid === "move")
        .map(({ text }) => text);
    expect(moves("main")).toEqual(["Flytta till Ett", "Flytta till Två"]);
    expect(moves("g1")).toEqual(["Flytta tillbaka till mötet", "Flytta till Två"]);
    expect(moves("s")).toEqual([]);
  });
});
