import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { inRoom, joined, OFFER, tick } from "./fake-call.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("muted by a host", () => {
  it("closes the microphone and says so, so that the person can open it again", async () => {
    const { session, socket, sent } = await inRoom();
    socket().receive({ type: "muted", by: "Eva" });
    await tick();
    expect(session.media.microphone).toBe(false);
    expect(sent("set_media").at(-1)).toMatchObject({ microphone: false });
    session.setMicrophone(true);
    await tick();
    expect(sent("set_media").at(-1)).toMatchObject({ microphone: true });
  });
});

describe("a screen that a host stops", () => {
  it("is no longer captured, and not announced again", async () => {
    const world = await inRoom();
    void world.session.shareScreen(true);
    await tick();
    world.socket().receive({ type: "share_stopped", by: "Eva" });
    expect(world.session.screen.sharing).toBe(false);
    expect(world.screen.readyState).toBe("ended");
    expect(world.sent("share_screen").filter((each) => each.active === true)).toHaveLength(1);
  });
});

describe("another place of the meeting", () => {
  it("cuts what was seen and heard at once and begins anew with the next offer", async () => {
    const world = await inRoom();
    const before = world.connection();
    world.socket().receive(joined(null, { place: "side" }));
    expect(before.closed).toBe(true);
    expect(world.session.peer.transport).toBeNull();
    expect(world.session.phase.name).toBe("joined");
    world.socket().receive({ ...OFFER, transport: "elsewhere" });
    await tick();
    expect(world.connections).toHaveLength(2);
    expect(world.session.peer.transport).toBe("elsewhere");
  });

  it("is not a place to go on sharing the screen unasked", async () => {
    const world = await inRoom();
    void world.session.shareScreen(true);
    await tick();
    expect(world.session.screen.sharing).toBe(true);
    world.socket().receive(joined(null, { place: "side" }));
    expect(world.session.screen.sharing).toBe(false);
  });

  it("is not entered by coming back to the same one", async () => {
    const world = await inRoom();
    const before = world.connection();
    world.socket().receive(joined("t"));
    expect(before.closed).toBe(false);
  });
});
