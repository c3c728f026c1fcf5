// @vitest-environment happy-dom
import type { LitElement } from "lit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { MediaPath } from "../call/peer/path.js";
import type { EndReason } from "../call/phase.js";
import { locale } from "../i18n/index.js";
import type { Network, Person, Waiting } from "../protocol/messages.gen.js";
import { fakePerson } from "../state/fake-person.js";
import { NetworkSigns } from "../state/network-signs.js";
import { fakeMeeting } from "./parts/fake-meeting.js";
import "./moderation/person-menu.js";
import "./devices/connection.js";
import "./ended-page.js";
import "./people/lobby-card.js";
import "./people/people.js";
import { setShortcuts, shortcut } from "./parts/shortcuts.js";
import type { Sound } from "./stage/remote-sound.js";
import "./stage/remote-sound.js";
import type { RoomTile } from "./stage/tile.js";
import "./stage/tile.js";
import "./toolbar/toolbar.js";

let world: ReturnType<typeof fakeMeeting>;
/** What was pressed.  A host's list of people asks by itself how long each has been heard. */
const pressed = () =>
  world.asked.filter(([, message]) => (message as { type?: string } | undefined)?.type !== "see_speaking_times");

async function draw<T extends LitElement>(tag: string, values: object = {}): Promise<T> {
  const element = Object.assign(document.createElement(tag), values) as T;
  world.place.append(element);
  await element.updateComplete;
  return element;
}

/** Elements by test id, through the shadow roots as a test in a browser sees them. */
function find(root: Node, testid: string): HTMLElement[] {
  const found: HTMLElement[] = [];
  const scope = root instanceof HTMLElement && root.shadowRoot ? root.shadowRoot : (root as ParentNode);
  for (const element of scope.querySelectorAll<HTMLElement>("*")) {
    if (element.dataset.testid === testid) found.push(element);
    if (element.shadowRoot) found.push(...find(element, testid));
  }
  return found;
}

const text = (element: LitElement): string => element.shadowRoot?.textContent?.replace(/\s+/g, " ") ?? "";

const person = (change: Partial<Person> = {}): Person =>
  fakePerson("a", { name: "Eva Ek", role: "host", kind: null, identified_by: ["staff"], ...change });

function guest(name: string, change: Partial<Waiting> = {}): Waiting {
  return {
    id: name,
    name,
    kind: "client",
    identified_by: ["link"],
    missing: [],
    since: 0,
    second_device: false,
    shared_link: false,
    like_a_host: false,
    ...change,
  };
}

beforeEach(() => {
  world = fakeMeeting();
});
afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
  locale.choose("sv");
});

describe("the lobby card", () => {
  it("lets each guest in or away by name", async () => {
    const card = await draw("room-lobby-card", { waiting: [guest("Bo"), guest("Ali", { second_device: true })] });
    await Promise.resolve();
    expect(find(card, "lobby-card")).toHaveLength(1);
    expect(text(card)).toContain("2 personer väntar");
    find(card, "admit")
      .find((button) => button.dataset.name === "Ali")
      ?.click();
    find(card, "deny")
      .find((button) => button.dataset.name === "Bo")
      ?.click();
    expect(world.said()).toEqual([
      { type: "admit", participant: "Ali" },
      { type: "deny", participant: "Bo" },
    ]);
  });

  it("is not there when nobody waits", async () => {
    const card = await draw("room-lobby-card", { waiting: [] });
    expect(find(card, "lobby-card")).toEqual([]);
  });
});

describe("the toolbar", () => {
  it("says what is on and asks for what is pressed", async () => {
    await world.devices.openMicrophone();
    const media = { getDisplayMedia: () => Promise.reject(new Error("nobody captures here")) };
    vi.stubGlobal("navigator", Object.create(navigator, { mediaDevices: { value: media } }));
    const bar = await draw("room-toolbar");
    expect(find(bar, "toggle-microphone")[0]?.getAttribute("aria-pressed")).toBe("true");
    expect(find(bar, "toggle-camera")[0]?.textContent).toContain("Kamera av");
    for (const testid of ["toggle-microphone", "share-screen", "leave"]) find(bar, testid)[0]?.click();
    expect(pressed().map(([name]) => name)).toEqual(["microphone", "screen", "leave"]);
  });

  it("offers no screen where there is none to share", async () => {
    const bar = await draw("room-toolbar");
    expect(find(bar, "share-screen")).toEqual([]);
  });

  it("speaks English when asked to", async () => {
    const bar = await draw("room-toolbar");
    locale.choose("en");
    await bar.updateComplete;
    expect(text(bar)).toContain("Leave");
  });
});

describe("the people", () => {
  const people = [person(), person({ id: "b", name: "Bo", role: "guest", kind: "client" })];

  it("can be removed by the host, except oneself", async () => {
    world.inside(...people);
    const panel = await draw("room-people", { people, you: "a", host: true, signs: new NetworkSigns() });
    expect(find(panel, "person-menu").map((button) => button.dataset.name)).toEqual(["Eva Ek", "Bo"]);
    const [remove] = find(panel, "remove");
    expect(find(panel, "remove")).toHaveLength(1);
    remove?.click();
    expect(pressed().at(-1)).toEqual(["remove", { id: "b", name: "Bo" }]);
    expect(find(panel, "end-meeting")).toHaveLength(1);
  });

  it("cannot be removed by a guest", async () => {
    const panel = await draw("room-people", { people, you: "b", signs: new NetworkSigns() });
    expect(find(panel, "person-menu")).toEqual([]);
    expect(find(panel, "end-meeting")).toEqual([]);
    expect(text(panel)).not.toContain("Väntar på att komma in");
  });
});

describe("a weak network", () => {
  const signs = (network: Network, held = false) => ({
    of: () => network,
    own: network,
    held: () => held,
    anyHeld: held,
  });

  it("is told beside the name in words, and only when it is weak", async () => {
    const panel = await draw("room-people", { people: [person()], you: "", signs: signs("weak") });
    expect(text(panel)).toContain("Värd · Svagt nät");
    const tile = await draw<RoomTile>("room-tile", { person: person(), network: "bad" });
    expect(find(tile, "network")[0]?.textContent).toBe("Mycket svagt nät");
    tile.network = "good";
    await tile.updateComplete;
    expect(find(tile, "network")).toEqual([]);
  });

  it("is told on one's own toolbar", async () => {
    Object.assign(world.meeting, { signs: { ...signs("weak"), subscribe: () => () => undefined } });
    const bar = await draw("room-toolbar");
    expect(find(bar, "own-network")[0]?.textContent).toBe("Ditt nät är svagt");
  });

  it("covers a picture that is held back, and says that the sound goes on", async () => {
    const shown = { person: person(), stream: new MediaStream(), held: true };
    const tile = await draw<RoomTile>("room-tile", shown);
    expect(find(tile, "held")[0]?.textContent).toContain("Ljudet fortsätter");
    tile.person = person({ camera: false });
    await tile.updateComplete;
    expect(find(tile, "held")).toEqual([]);
  });
});

describe("the connection", () => {
  it.each<[MediaPath | null, string]>([
    [{ way: "direct", protocol: "udp" }, "Direkt till mötesservern (UDP)"],
    [{ way: "relay", protocol: "tls" }, "Genom en reläserver"],
    [null, "ingen väg"],
  ])("is told in words", async (path, words) => {
    const figures = { network: "weak", round_trip_ms: 40, loss_up: 0.012, loss_down: 0.2 };
    const panel = await draw("room-connection", { peer: { path: async () => path }, quality: figures });
    await new Promise((settled) => setTimeout(settled));
    await panel.updateComplete;
    expect(text(panel)).toContain(words);
    expect(text(panel)).toContain("Gå närmare routern");
    expect(text(panel)).toContain("40 millisekunder. 1 % går förlorat från dig och 20 % till dig");
  });
});

describe("the sound", () => {
  it("keeps a person's element while their sound comes and goes", async () => {
    const sound = await draw<LitElement & { sounds: readonly Sound[] }>("room-sound", {
      sounds: [{ key: "b", stream: null, volume: 1 }],
    });
    const element = sound.shadowRoot?.querySelector("audio");
    for (const stream of [new MediaStream(), null, new MediaStream()]) {
      sound.sounds = [{ key: "b", stream, volume: 0.2 }];
      await sound.updateComplete;
      expect(sound.shadowRoot?.querySelector("audio")).toBe(element);
      expect(element?.srcObject).toBe(stream);
      expect([element?.volume, element?.muted]).toEqual([0.2, false]);
    }
  });
});

describe("short cuts", () => {
  it("are heard, but not while somebody types or once they are turned off", () => {
    const heard: unknown[] = [];
    document.body.addEventListener("keydown", (event) => heard.push(shortcut(event)));
    const input = document.body.appendChild(document.createElement("input"));
    const press = (target: HTMLElement, init: KeyboardEventInit) =>
      target.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, ...init }));
    press(document.body, { key: "M" });
    press(document.body, { key: "c" });
    press(document.body, { key: "c", ctrlKey: true });
    press(input, { key: "m" });
    setShortcuts(false);
    press(document.body, { key: "m" });
    setShortcuts(true);
    expect(heard).toEqual(["microphone", "camera", null, null, null]);
  });
});

describe("a tile", () => {
  it("keeps its video element through every change of its person", async () => {
    const tile = await draw<LitElement & { person: Person }>("room-tile", { person: person() });
    const video = find(tile, "video")[0];
    for (const change of [{ camera: false }, { connected: false }, { microphone: false, name: "Ny" }, {}]) {
      tile.person = person(change);
      await tile.updateComplete;
      expect(find(tile, "video")).toEqual([video]);
    }
  });

  it("shows initials while there is no picture", async () => {
    const tile = await draw("room-tile", { person: person({ camera: false }) });
    expect(text(tile)).toContain("EE");
  });
});

const REASONS: EndReason[] = [
  "left",
  "lost",
  "removed",
  "denied",
  "ended",
  "replaced",
  "signed_out",
  "slow_consumer",
  "protocol",
  "server_stopping",
  "refused",
];

describe.each(["sv", "en"] as const)("the end in %s", (language) => {
  it.each(REASONS)("explains %s", async (reason) => {
    locale.choose(language);
    const page = await draw("room-ended", { reason, again: true });
    expect(find(page, "ended")[0]?.dataset.reason).toBe(reason);
    expect(text(page)).not.toContain("room.");
    find(page, "again")[0]?.click();
    expect(pressed()).toEqual([["again"]]);
  });
});

describe("identification", () => {
  const anna = person({
    id: "b",
    name: "Anna",
    role: "guest",
    kind: "client",
    identified_by: ["link"],
    missing: ["shown"],
  });
  const list = (change: object) =>
    draw("room-people", { people: [person(), anna], you: "a", signs: new NetworkSigns(), ...change });

  it("is told of everybody, and what is missing only to the host", async () => {
    const guests = await list({ host: false });
    expect(find(guests, "identity").map((each) => each.dataset.methods)).toEqual(["staff", "link"]);
    expect(text(guests)).toContain("Identifierad: Inloggad personal");
    expect(find(guests, "not-identified")).toEqual([]);
    expect(find(guests, "confirm-identity")).toEqual([]);
  });

  it("is confirmed by the host, by name", async () => {
    const hosts = await list({ host: true });
    expect(find(hosts, "not-identified")).toHaveLength(1);
    find(hosts, "confirm-identity")[0]?.click();
    expect(pressed()).toEqual([["confirmIdentity", { id: "b", name: "Anna" }]]);
  });

  it.each([
    [["link"], "Egen länk", "Own link"],
    [["link", "sms"], "Kod i sms", "Code in a text message"],
    [["link", "shown"], "Legitimation visad i bild", "Identity document shown on camera"],
    [["link", "sms", "shown"], "Kod i sms, Legitimation visad i bild", "shown on camera"],
    [["link", "eid"], "E-legitimation", "E-identification"],
    [["staff"], "Inloggad personal", "Signed-in staff"],
  ] as const)("has a badge of its own for %j, in both languages", async (identified_by, swedish, english) => {
    const methods = identified_by.join(" ");
    const tile = await draw<RoomTile>("room-tile", { person: person({ identified_by: [...identified_by] }) });
    expect(find(tile, "identity")[0]?.dataset.methods).toBe(methods);
    expect(text(tile)).toContain(swedish);
    const card = await draw("room-lobby-card", { waiting: [guest("Bo", { identified_by: [...identified_by] })] });
    await Promise.resolve();
    expect(find(card, "identity")[0]?.textContent).toContain(swedish);
    locale.choose("en");
    await tile.updateComplete;
    expect(text(tile)).toContain(english);
  });

  it("warns the host on the tile", async () => {
    const tile = await draw<RoomTile>("room-tile", { person: anna, host: true });
    expect(text(tile)).toContain("Inte identifierad än");
    const others = await draw<RoomTile>("room-tile", { person: anna });
    expect(text(others)).not.toContain("Inte identifierad än");
  });
});

describe("the lock", () => {
  it("is the host's, and says what it will do", async () => {
    const open = await draw("room-people", { people: [], signs: new NetworkSigns(), host: true });
    find(open, "lock")[0]?.click();
    const locked = await draw("room-people", { people: [], signs: new NetworkSigns(), host: true, locked: true });
    expect(find(locked, "lock")[0]?.textContent).toContain("Lås upp");
    find(locked, "lock")[0]?.click();
    expect(world.said().filter(({ type }) => type === "lock_room")).toEqual([
      { type: "lock_room", locked: true },
      { type: "lock_room", locked: false },
    ]);
    const guests = await draw("room-people", { people: [], signs: new NetworkSigns() });
    expect(find(guests, "lock")).toEqual([]);
  });
});
