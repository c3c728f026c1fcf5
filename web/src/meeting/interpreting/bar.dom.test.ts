// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from "vitest";
import type { Person } from "../../protocol/messages.gen.js";
import { fakePerson } from "../../state/fake-person.js";
import { fakeMeeting } from "../parts/fake-meeting.js";
import "./bar.js";

afterEach(() => document.body.replaceChildren());

async function draw(...people: Person[]) {
  const { place, inside, said, meeting } = fakeMeeting();
  inside(...people);
  const { hearing } = meeting;
  const bar = document.createElement("room-interpreting");
  place.append(bar);
  await bar.updateComplete;
  const root = bar.renderRoot as ShadowRoot;
  const find = (testid: string) => [...root.querySelectorAll<HTMLElement>(`[data-testid="${testid}"]`)];
  return { bar, root, find, hearing, said };
}

describe("for those who listen", () => {
  it("is not there until somebody interprets", async () => {
    const { root } = await draw(fakePerson("me"), fakePerson("sara", { interpreter: true }));
    expect(root.textContent?.trim()).toBe("");
  });

  it("chooses original, both or interpretation", async () => {
    const sara = fakePerson("sara", { interpreter: true, interprets: "ar" });
    const { bar, root, find, hearing } = await draw(fakePerson("me"), sara);
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
    const { find, hearing } = await draw(fakePerson("me"), sara, olena);
    const select = find("hear-language")[0] as HTMLSelectElement;
    select.value = "uk";
    select.dispatchEvent(new Event("change"));
    expect(hearing.choice.language).toBe("uk");
  });
});

describe("for the interpreter", () => {
  it("chooses the language, and none", async () => {
    const { find, said } = await draw(fakePerson("me", { interpreter: true }));
    const select = find("interpret-into")[0] as HTMLSelectElement;
    for (const value of ["swl", ""]) {
      select.value = value;
      select.dispatchEvent(new Event("change"));
    }
    expect(said()).toEqual([
      { type: "interpret", language: "swl" },
      { type: "interpret", language: null },
    ]);
  });
});
