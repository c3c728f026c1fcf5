// @vitest-environment happy-dom
import { type LitElement, render } from "lit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { locale } from "../../i18n/index.js";
import type { ServerMessage } from "../../protocol/messages.gen.js";
import { fakePerson } from "../../state/fake-person.js";
import { type Moderation, ModerationStore, QUIET } from "../../state/moderation.js";
import { EMPTY, type RoomState } from "../../state/room.js";
import { RoomStore } from "../../state/room-store.js";
import { announcement } from "../announcements.js";
import { fakeMeeting, recordedActions } from "../parts/fake-meeting.js";
import "./hands.js";
import "./lobby-note.js";
import { moderationNotices } from "../parts/notice.js";
import { type About, personEntries } from "./person-entries.js";
import { moderationActions } from "./moderation-actions.js";
import "./share-requests.js";

let world: ReturnType<typeof fakeMeeting>;
const said = () => world.said();

beforeEach(() => {
  world = fakeMeeting();
});
afterEach(() => {
  document.body.replaceChildren();
  locale.choose("sv");
});

const press = (root: ParentNode, testid: string): void =>
  root.querySelector<HTMLElement>(`[data-testid="${testid}"]`)?.click();

describe("what a host asks or has done", () => {
  const drawn = (moderation: Partial<Moderation>, media = { microphone: false, camera: false }) => {
    const { actions, asked } = recordedActions();
    const place = document.body.appendChild(document.createElement("div"));
    render(moderationNotices({ ...QUIET, ...moderation }, media, true, actions), place);
    return { place, asked };
  };

  it("says who muted, with one press to unmute", () => {
    const { place, asked } = drawn({ mutedBy: "Eva" });
    expect(place.textContent).toContain("Eva har stängt av din mikrofon.");
    press(place, "unmute");
    expect(asked).toEqual([["unmute"]]);
    expect(drawn({ mutedBy: "Eva" }, { microphone: true, camera: false }).place.textContent?.trim()).toBe("");
  });

  it("asks, and takes yes and no", () => {
    const { place, asked } = drawn({ asked: [{ type: "asked_for", source: "camera", by: "Eva" }] });
    press(place, "agree");
    press(place, "decline");
    expect(asked).toEqual([
      ["answer", "camera", true],
      ["answer", "camera", false],
    ]);
  });

  it("offers to share once that is allowed, and explains a refusal", () => {
    const allowed = drawn({ shareAnswer: true });
    press(allowed.place, "share-now");
    expect(allowed.asked).toEqual([["screen"]]);
    const denied = drawn({ shareAnswer: false });
    expect(denied.place.querySelector('[data-testid="share-now"]')).toBeNull();
    expect(denied.place.textContent).toContain("Värden vill inte");
  });

  it("shows hosts who asks for leave to share, if they are still here", async () => {
    world.inside(fakePerson("b", { name: "Bo" }));
    world.meeting.moderation.take({ type: "share_requests", participants: ["b", "gone"] });
    const requests = world.place.appendChild(document.createElement("room-share-requests"));
    await requests.updateComplete;
    const root = requests.renderRoot as ShadowRoot;
    expect(root.querySelectorAll('[data-testid="share-request"]')).toHaveLength(1);
    press(root, "allow");
    expect(said()).toEqual([{ type: "allow_share", participant: "b", allowed: true }]);
  });
});

describe("what a host may do about a person", () => {
  const about = (change: Partial<About>): string[] =>
    personEntries({
      person: fakePerson("b"),
      self: false,
      owner: true,
      moderation: QUIET,
      place: "main",
      actions: world.actions,
      ...change,
    })
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
    world.place.append(list);
    await list.updateComplete;
    const root = list.renderRoot as ShadowRoot;
    expect([...root.querySelectorAll("li")].map((each) => each.dataset.name)).toEqual(["Bo", "Cia"]);
    press(root, "lower-hand");
    press(root, "lower-all");
    expect(said()).toEqual([
      { type: "lower_hands", participant: "b" },
      { type: "lower_hands", participant: null },
    ]);
  });
});

describe("a note to the lobby", () => {
  const open = async () => {
    const note = world.place.appendChild(document.createElement("room-lobby-note")) as LitElement;
    await note.updateComplete;
    press(note.renderRoot as ShadowRoot, "write-note");
    await note.updateComplete;
    return note;
  };

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

describe("what a person does in a meeting that is moderated", () => {
  const people = new Map([
    ["me", fakePerson("me")],
    ["b", fakePerson("b", { name: "Bo" })],
  ]);

  function doing(room: Partial<RoomState> = {}) {
    const said: object[] = [];
    const session = {
      say: async (message: object) => {
        said.push(message);
        return "done" as const;
      },
      setMicrophone: vi.fn(),
      setCamera: vi.fn(),
      shareScreen: vi.fn(async () => undefined),
      screen: { sharing: false },
    };
    const store = new RoomStore();
    store.state = { ...EMPTY, you: "me", people, ...room };
    const told: string[] = [];
    const moderation = new ModerationStore();
    const made = moderationActions({ session, room: store, moderation }, (text) => told.push(text));
    return { made, session, moderation, said, told };
  }

  it("turns on what the person agrees to, and says so", () => {
    const { made, session, said } = doing();
    made.answer("camera", true);
    made.answer("microphone", false);
    expect(session.setCamera).toHaveBeenCalledWith(true);
    expect(session.setMicrophone).not.toHaveBeenCalled();
    expect(said).toHaveLength(2);
  });

  it("asks for leave where that is needed, takes it back, and shares where it is not", () => {
    const guest = doing();
    guest.made.screen();
    guest.made.screen();
    expect(guest.said).toEqual([
      { type: "ask_to_share", asking: true },
      { type: "ask_to_share", asking: false },
    ]);
    expect(guest.session.shareScreen).not.toHaveBeenCalled();
    const allowed = doing({ people: new Map([["me", fakePerson("me", { may_share: true })]]) });
    allowed.made.screen();
    expect(allowed.session.shareScreen).toHaveBeenCalledWith(true);
  });

  it("tells that something was done once the server has done it", async () => {
    const { made, told } = doing();
    made.say({ type: "mute", participant: null }, "Klart.");
    expect(told).toEqual([]);
    await vi.waitFor(() => expect(told).toEqual(["Klart."]));
  });
});

describe("a screen reader", () => {
  const people = new Map([
    ["me", fakePerson("me")],
    ["b", fakePerson("b", { name: "Bo" })],
  ]);
  const room: RoomState = { ...EMPTY, you: "me", people };

  it("reads out hands and reactions of the others, once", () => {
    const reacted: ServerMessage = { type: "reacted", participant: "b", reaction: "slower" };
    expect(announcement(reacted, room)).toBe("Bo: Långsammare, tack");
    expect(announcement({ ...reacted, participant: "me" }, room)).toBeNull();
    const raised = (id: string): ServerMessage => ({
      type: "person_changed",
      person: fakePerson(id, { hand: 1, name: "Bo" }),
    });
    expect(announcement(raised("b"), room)).toBe("Bo räcker upp handen.");
    expect(announcement(raised("me"), room)).toContain("Din hand");
    const answered: ServerMessage = { type: "ask_answered", participant: "b", source: "camera", agreed: false };
    expect(announcement(answered, room)).toContain("Bo vill inte");
  });
});
