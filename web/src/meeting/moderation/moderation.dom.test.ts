// @vitest-environment happy-dom
import { type LitElement, render } from "lit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CallSession } from "../../call/session.js";
import { locale } from "../../i18n/index.js";
import type { ServerMessage } from "../../protocol/messages.gen.js";
import { fakePerson } from "../../state/fake-person.js";
import { type Leading, LeadingStore, QUIET } from "../../state/moderation.js";
import { EMPTY, type RoomState } from "../../state/room.js";
import type { Action } from "../parts/element.js";
import { Conductor } from "./carry-out.js";
import "./hands.js";
import "./lobby-note.js";
import { leadingNotices } from "../parts/notice.js";
import { type About, personEntries } from "./person-entries.js";
import { requestNotices } from "./requests.js";
import type { Wish } from "../parts/wish.js";

const acted: Action[] = [];
const record = (event: Event): void => void acted.push((event as CustomEvent<Action>).detail);

beforeEach(() => {
  acted.length = 0;
  document.body.addEventListener("room-action", record);
});
afterEach(() => {
  document.body.removeEventListener("room-action", record);
  document.body.replaceChildren();
  locale.choose("sv");
});

const press = (root: ParentNode, testid: string): void =>
  root.querySelector<HTMLElement>(`[data-testid="${testid}"]`)?.click();

describe("what a host asks or has done", () => {
  const drawn = (leading: Partial<Leading>, media = { microphone: false, camera: false }) => {
    const wishes: Wish[] = [];
    const place = document.body.appendChild(document.createElement("div"));
    render(
      leadingNotices({ ...QUIET, ...leading }, media, true, (wish) => wishes.push(wish)),
      place,
    );
    return { place, wishes };
  };

  it("says who muted, with one press to unmute", () => {
    const { place, wishes } = drawn({ mutedBy: "Eva" });
    expect(place.textContent).toContain("Eva har stängt av din mikrofon.");
    press(place, "unmute");
    expect(wishes).toEqual([{ wish: "unmute" }]);
    expect(drawn({ mutedBy: "Eva" }, { microphone: true, camera: false }).place.textContent?.trim()).toBe("");
  });

  it("asks, and takes yes and no", () => {
    const { place, wishes } = drawn({ asked: [{ type: "asked_for", source: "camera", by: "Eva" }] });
    press(place, "agree");
    press(place, "decline");
    expect(wishes).toEqual([
      { wish: "answer", source: "camera", agreed: true },
      { wish: "answer", source: "camera", agreed: false },
    ]);
  });

  it("offers to share once that is allowed, and explains a refusal", () => {
    const allowed = drawn({ shareAnswer: true });
    press(allowed.place, "share-now");
    expect(allowed.wishes).toEqual([{ wish: "share" }]);
    const denied = drawn({ shareAnswer: false });
    expect(denied.place.querySelector('[data-testid="share-now"]')).toBeNull();
    expect(denied.place.textContent).toContain("Värden vill inte");
  });

  it("shows hosts who asks for leave to share, if they are still here", () => {
    const room: RoomState = { ...EMPTY, people: new Map([["b", fakePerson("b", { name: "Bo" })]]) };
    const wishes: Wish[] = [];
    render(
      requestNotices({ ...QUIET, shareRequests: ["b", "gone"] }, room, (wish) => wishes.push(wish)),
      document.body,
    );
    expect(document.body.querySelectorAll('[data-testid="share-request"]')).toHaveLength(1);
    press(document.body, "allow");
    const message = { type: "allow_share", participant: "b", allowed: true };
    expect(wishes).toEqual([{ wish: "say", message }]);
  });
});

describe("what a host may do about a person", () => {
  const about = (change: Partial<About>): string[] =>
    personEntries({ person: fakePerson("b"), self: false, owner: true, leading: QUIET, place: "main", ...change })
      .flat()
      .map((entry) => entry.testid);

  it("fits what they do", () => {
    expect(about({})).toEqual([
      "mute",
      "allow-share",
      "spotlight",
      "aside",
      "interpreter",
      "return-to-lobby",
      "remove",
    ]);
    const quiet = fakePerson("b", { microphone: false, camera: false, hand: 3, screen: true });
    expect(about({ person: quiet })).toEqual([
      "ask-microphone",
      "ask-camera",
      "lower",
      "stop-share",
      "spotlight",
      "aside",
      "interpreter",
      "return-to-lobby",
      "remove",
    ]);
  });

  it("spares hosts and oneself", () => {
    expect(about({ person: fakePerson("b", { role: "co_host", kind: null }) })).toEqual(["mute", "spotlight", "aside"]);
    expect(about({ self: true })).toEqual(["spotlight"]);
  });

  it("lets only the host of the meeting appoint a colleague", () => {
    const person = fakePerson("b", { kind: "colleague" });
    expect(about({ person })).toContain("co-host");
    expect(about({ person, owner: false })).not.toContain("co-host");
  });
});

describe("the hands", () => {
  it("are in order, and a host lowers one or all", async () => {
    const hands = [fakePerson("b", { name: "Bo" }), fakePerson("c", { name: "Cia" })];
    const list = Object.assign(document.createElement("room-hands"), { hands, host: true });
    document.body.append(list);
    await list.updateComplete;
    const root = list.renderRoot as ShadowRoot;
    expect([...root.querySelectorAll("li")].map((each) => each.dataset.name)).toEqual(["Bo", "Cia"]);
    press(root, "lower-hand");
    press(root, "lower-all");
    expect(acted.map((each) => each.do === "lead" && each.wish.wish === "say" && each.wish.message)).toEqual([
      { type: "lower_hands", participant: "b" },
      { type: "lower_hands", participant: null },
    ]);
  });
});

describe("a note to the lobby", () => {
  const open = async () => {
    const note = document.body.appendChild(document.createElement("room-lobby-note")) as LitElement;
    await note.updateComplete;
    press(note.renderRoot as ShadowRoot, "write-note");
    await note.updateComplete;
    return note;
  };
  const said = () => acted.map((each) => each.do === "lead" && each.wish.wish === "say" && each.wish.message);

  it("is a ready sentence by one press", async () => {
    press((await open()).renderRoot as ShadowRoot, "note");
    expect(said()).toEqual([{ type: "write_to_lobby", participant: null, sentence: "five_minutes", text: "" }]);
  });

  it("or one's own words", async () => {
    const note = await open();
    const root = note.renderRoot as ShadowRoot;
    const input = root.querySelector("input") as HTMLInputElement;
    input.value = " Ta fram ditt id-kort ";
    input.dispatchEvent(new Event("input"));
    await note.updateComplete;
    root.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
    const text = "Ta fram ditt id-kort";
    expect(said()).toEqual([{ type: "write_to_lobby", participant: null, sentence: null, text }]);
  });
});

describe("the conductor", () => {
  const people = new Map([
    ["me", fakePerson("me")],
    ["b", fakePerson("b", { name: "Bo" })],
  ]);

  function conductor(room: Partial<RoomState> = {}) {
    const said: object[] = [];
    const session = {
      say: (message: object) => Promise.resolve(said.push(message) && ("done" as const)),
      setMicrophone: vi.fn(),
      setCamera: vi.fn(),
      shareScreen: vi.fn(async () => undefined),
      screen: { sharing: false },
    };
    const leading = new LeadingStore();
    const state = { ...EMPTY, you: "me", people, ...room };
    const told: string[] = [];
    const made = new Conductor(
      session as unknown as CallSession,
      leading,
      () => state,
      (text) => told.push(text),
    );
    return { made, session, leading, said, told };
  }

  it("turns on what the person agrees to, and says so", async () => {
    const { made, session, said } = conductor();
    await made.carryOut({ wish: "answer", source: "camera", agreed: true });
    await made.carryOut({ wish: "answer", source: "microphone", agreed: false });
    expect(session.setCamera).toHaveBeenCalledWith(true);
    expect(session.setMicrophone).not.toHaveBeenCalled();
    expect(said).toHaveLength(2);
  });

  it("asks for leave where that is needed, takes it back, and shares where it is not", async () => {
    const guest = conductor();
    await guest.made.carryOut({ wish: "share" });
    await guest.made.carryOut({ wish: "share" });
    expect(guest.said).toEqual([
      { type: "ask_to_share", asking: true },
      { type: "ask_to_share", asking: false },
    ]);
    expect(guest.session.shareScreen).not.toHaveBeenCalled();
    const allowed = conductor({ people: new Map([["me", fakePerson("me", { may_share: true })]]) });
    await allowed.made.carryOut({ wish: "share" });
    expect(allowed.session.shareScreen).toHaveBeenCalledWith(true);
  });

  it("tells that something was done once the server has done it", async () => {
    const { made, told } = conductor();
    await made.carryOut({ wish: "say", message: { type: "mute", participant: null }, done: "Klart." });
    expect(told).toEqual(["Klart."]);
  });

  it("reads out hands and reactions of the others, once", () => {
    const { made } = conductor();
    const reacted: ServerMessage = { type: "reacted", participant: "b", reaction: "slower" };
    expect(made.announcement(reacted)).toBe("Bo: Långsammare, tack");
    expect(made.announcement({ ...reacted, participant: "me" })).toBeNull();
    const raised = (id: string): ServerMessage => ({
      type: "person_changed",
      person: fakePerson(id, { hand: 1, name: "Bo" }),
    });
    expect(made.announcement(raised("b"))).toBe("Bo räcker upp handen.");
    expect(made.announcement(raised("me"))).toContain("Din hand");
    expect(made.announcement({ type: "ask_answered", participant: "b", source: "camera", agreed: false })).toContain(
      "Bo vill inte",
    );
  });
});
