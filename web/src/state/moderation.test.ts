import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ServerMessage } from "../protocol/messages.gen.js";
import { type Moderation, ModerationStore, QUIET, REACTION_MS } from "./moderation.js";

/** A message, or what the person does. */
type Step = ServerMessage | ((store: ModerationStore) => void);

function play(...steps: Step[]): Moderation {
  const store = new ModerationStore();
  for (const step of steps) {
    if (typeof step === "function") step(store);
    else store.take(step);
  }
  return store.state;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("muted by a host", () => {
  it("is told until it has been seen", () => {
    expect(play({ type: "muted", by: "Eva" }).mutedBy).toBe("Eva");
    expect(play({ type: "muted", by: "Eva" }, (store) => store.close("mute")).mutedBy).toBeNull();
  });
});

describe("what a host asks for", () => {
  const ask = (source: "camera" | "microphone"): ServerMessage => ({ type: "asked_for", source, by: "Eva" });

  it("waits once for each, until it is answered", () => {
    const steps = [ask("camera"), ask("microphone"), ask("camera")];
    expect(play(...steps).asked.map((each) => each.source)).toEqual(["microphone", "camera"]);
    const answered = play(...steps, (store) => store.answered("camera"));
    expect(answered.asked.map((each) => each.source)).toEqual(["microphone"]);
  });

  it("is forgotten in the lobby", () => {
    const lobby = { type: "waiting" } as unknown as ServerMessage;
    expect(play(ask("camera"), { type: "muted", by: "Eva" }, lobby)).toEqual(QUIET);
  });
});

describe("leave to share", () => {
  const asked: Step = (store) => store.askToShare(true);
  const allow: ServerMessage = { type: "share_answered", allowed: true };

  it("is asked for and answered", () => {
    expect(play(asked).askingToShare).toBe(true);
    const allowed = play(asked, allow);
    expect([allowed.askingToShare, allowed.shareAnswer]).toEqual([false, true]);
    expect(play(asked, allow, (store) => store.close("share_answer")).shareAnswer).toBeNull();
  });

  it("comes with the rule that everybody may", () => {
    expect(play(asked, { type: "sharing_rule", free: true })).toMatchObject({ freeSharing: true, shareAnswer: true });
    expect(play({ type: "sharing_rule", free: true }).shareAnswer).toBeNull();
  });

  it("ends with a screen that a host stops", () => {
    const stop: ServerMessage = { type: "share_stopped", by: "Eva" };
    const stopped = play(asked, allow, stop);
    expect([stopped.stoppedBy, stopped.shareAnswer]).toEqual(["Eva", null]);
    expect(play(asked, allow, stop, asked).stoppedBy).toBeNull();
  });

  it("that was taken back unasked is not an answer", () => {
    expect(play({ type: "share_answered", allowed: false }).shareAnswer).toBeNull();
  });
});

describe("reactions", () => {
  it("are shown for a while, the latest of each person", () => {
    const store = new ModerationStore();
    const drawn = vi.fn();
    store.subscribe(drawn);
    store.take({ type: "reacted", participant: "a", reaction: "heart" });
    vi.advanceTimersByTime(REACTION_MS - 1);
    store.take({ type: "reacted", participant: "a", reaction: "clap" });
    vi.advanceTimersByTime(REACTION_MS - 1);
    expect(store.reaction("a")).toBe("clap");
    vi.advanceTimersByTime(1);
    expect(store.reaction("a")).toBeNull();
    expect(drawn).toHaveBeenCalledTimes(3);
  });

  it("are gone when the meeting is", () => {
    const store = new ModerationStore();
    const drawn = vi.fn();
    store.take({ type: "reacted", participant: "a", reaction: "heart" });
    store.stop();
    store.subscribe(drawn);
    vi.advanceTimersByTime(REACTION_MS);
    expect(drawn).not.toHaveBeenCalled();
  });
});
