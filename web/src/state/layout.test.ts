import { describe, expect, it } from "vitest";
import { layOut, roomFor, type Scene, type Chosen } from "./layout.js";

const chosen = (change: Partial<Chosen> = {}): Chosen => ({
  arrangement: "grid",
  pinned: null,
  hideSelf: false,
  page: 0,
  ...change,
});
const scene = (change: Partial<Scene> = {}): Scene => ({
  people: ["a", "b", "c", "me"],
  you: "me",
  shows: false,
  spotlight: null,
  speaker: null,
  room: 25,
  ...change,
});
const crowd = (count: number): string[] => [...Array.from({ length: count }, (_, index) => `p${index}`), "me"];

describe("the grid", () => {
  it("shows everybody alike, oneself last", () => {
    expect(layOut(chosen(), scene({ speaker: "b" }))).toEqual({
      main: null,
      tiles: ["a", "b", "c", "me"],
      page: 0,
      pages: 1,
    });
  });

  it("leaves oneself out on request, but not when nobody else is there", () => {
    expect(layOut(chosen({ hideSelf: true }), scene()).tiles).toEqual(["a", "b", "c"]);
    expect(layOut(chosen({ hideSelf: true }), scene({ people: ["me"] })).tiles).toEqual(["me"]);
  });
});

describe("the speaker's view", () => {
  const speaking = chosen({ arrangement: "speaker" });

  it("makes whoever speaks large, and never oneself", () => {
    expect(layOut(speaking, scene({ speaker: "b" }))).toMatchObject({ main: "b", tiles: ["a", "c", "me"] });
    expect(layOut(speaking, scene({ speaker: "me" })).main).toBe("a");
    expect(layOut(speaking, scene({ people: ["me"], speaker: "me" }))).toMatchObject({ main: null, tiles: ["me"] });
  });

  it("gives way to what is shown to everybody", () => {
    expect(layOut(speaking, scene({ speaker: "b", shows: true }))).toMatchObject({ main: null });
  });
});

describe("a pinned picture", () => {
  it("stays large whoever speaks and whatever is shown", () => {
    for (const shows of [true, false])
      expect(layOut(chosen({ pinned: "c" }), scene({ speaker: "b", shows }))).toMatchObject({
        main: "c",
        tiles: ["a", "b", "me"],
      });
  });

  it("may be one's own", () => {
    expect(layOut(chosen({ pinned: "me" }), scene())).toMatchObject({ main: "me", tiles: ["a", "b", "c"] });
  });

  it("is forgotten while its person is away", () => {
    expect(layOut(chosen({ pinned: "gone" }), scene()).main).toBeNull();
  });
});

describe("whoever a host shows to everybody", () => {
  it("is large, unless oneself has pinned somebody else", () => {
    const shown = scene({ spotlight: "c", speaker: "b" });
    for (const arrangement of ["grid", "speaker", "side"] as const)
      expect(layOut(chosen({ arrangement }), shown).main).toBe("c");
    expect(layOut(chosen({ pinned: "a" }), shown)).toMatchObject({ main: "a", tiles: ["c", "b", "me"] });
  });

  it("comes first beside a shared screen", () => {
    expect(layOut(chosen(), scene({ spotlight: "c", shows: true }))).toMatchObject({
      main: null,
      tiles: ["c", "a", "b", "me"],
    });
  });
});

describe("hundreds of people", () => {
  it("come in pages, each of them once, oneself on every page", () => {
    const people = crowd(300);
    const first = layOut(chosen(), scene({ people }));
    expect(first.pages).toBe(13);
    const seen: string[] = [];
    for (let page = 0; page < first.pages; page++) {
      const { tiles } = layOut(chosen({ page }), scene({ people }));
      expect(tiles.length).toBeLessThanOrEqual(25);
      expect(tiles.at(-1)).toBe("me");
      seen.push(...tiles.slice(0, -1));
    }
    expect(seen).toEqual(people.slice(0, -1));
  });

  it("show whoever speaks on the first page", () => {
    const { tiles } = layOut(chosen(), scene({ people: crowd(300), speaker: "p250" }));
    expect(tiles).toContain("p250");
    expect(tiles).toHaveLength(25);
    expect(layOut(chosen({ page: 1 }), scene({ people: crowd(300), speaker: "p250" })).tiles).not.toContain("p250");
  });

  it("leave nobody on a page that is no longer there", () => {
    expect(layOut(chosen({ page: 9 }), scene({ people: crowd(30) }))).toMatchObject({ page: 1, pages: 2 });
    expect(layOut(chosen({ page: -1 }), scene())).toMatchObject({ page: 0 });
  });
});

it.each([
  [344, 560, 10],
  [1264, 640, 25],
  [3800, 1900, 49],
  [150, 90, 1],
])("has room in %d by %d for %d", (width, height, room) => {
  expect(roomFor(width, height)).toBe(room);
});
