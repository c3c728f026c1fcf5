// @vitest-environment happy-dom
import type { LitElement } from "lit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Person } from "../../protocol/messages.gen.js";
import { fakePerson } from "../../state/fake-person.js";
import { Hearing } from "../../state/hearing.js";
import { EMPTY, type RoomState } from "../../state/room.js";
import type { Action } from "../parts/element.js";
import "./bar.js";

const acted: Action[] = [];
const record = (event: Event): void => void acted.push((event as CustomEvent<Action>).detail);

beforeEach(() => {
  acted.length = 0;
  document.body.addEventListener("room-action", record);
});
afterEach(() => {
  document.body.removeEventListener("room-action", record);
  document.body.replaceChildren();
});

const room = (...people: Person[]): RoomState => ({
  ...EMPTY,
  you: "me",
  people: new Map(people.map((person) => [person.id, person])),
});

async function draw(state: RoomState, hearing = new Hearing()) {
  const bar = Object.assign(document.createElement("room-interpreting"), { room: state, hearing });
  document.body.append(bar);
  await (bar as LitElement).updateComplete;
  const root = bar.renderRoot as ShadowRoot;
  const find = (testid: string) => [...root.querySelectorAll<HTMLElement>(`[data-testid="${testid}"]`)];
  return { bar, root, find, hearing };
}

describe("for those who listen", () => {
  it("is not there until somebody interprets", async () => {
    const { root } = await draw(room(fakePerson("me"), fakePerson("sara", { interpreter: true })));
    expect(root.textContent?.trim()).toBe("");
  });

  it("chooses original, both or interpretation", async () => {
    const sara = fakePerson("sara", { interpreter: true, interprets: "ar" });
    const { bar, root, find, hearing } = await draw(room(fakePerson("me"), sara));
    expect(root.textContent).toContain("Tolkning till arabiska");
    find("hear")
      .find((button) => button.dataset.wanted === "interpretation")
      ?.click();
    expect(hearing.choice.wanted).toBe("interpretation");
    await bar.updateComplete;
    expect(find("hear").map((button) => button.getAttribute("aria-pressed"))).toEqual(["false", "false", "true"]);
  });

  it("chooses among several languages", async () => {
    const sara = fakePerson("sara", { interpreter: true, interprets: "ar" });
    const olena = fakePerson("olena", { interpreter: true, interprets: "uk" });
    const { find, hearing } = await draw(room(fakePerson("me"), sara, olena));
    const select = find("hear-language")[0] as HTMLSelectElement;
    select.value = "uk";
    select.dispatchEvent(new Event("change"));
    expect(hearing.choice.language).toBe("uk");
  });
});

describe("for the interpreter", () => {
  it("chooses the language, and none", async () => {
    const { find } = await draw(room(fakePerson("me", { interpreter: true })));
    const select = find("interpret-into")[0] as HTMLSelectElement;
    for (const value of ["swl", ""]) {
      select.value = value;
      select.dispatchEvent(new Event("change"));
    }
    const said = acted.map((each) => each.do === "lead" && each.wish.wish === "say" && each.wish.message);
    expect(said).toEqual([
      { type: "interpret", language: "swl" },
      { type: "interpret", language: null },
    ]);
  });
});
