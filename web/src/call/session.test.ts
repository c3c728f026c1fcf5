import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Refused } from "../net/socket.js";
import { comeBack, inRoom, joined, LOBBY, OFFER, setup, tick } from "./fake-call.js";
import { NEXT } from "./phase.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("ends from everywhere but from what has not begun or is over", () => {
  for (const [name, moves] of Object.entries(NEXT)) {
    expect(moves.over, name).toBe(name === "idle" || name === "ended" ? undefined : "ended");
  }
});

describe("coming in", () => {
  it("waits in the lobby and then joins", async () => {
    const { session, socket, sent } = setup();
    session.start();
    expect(session.phase.name).toBe("connecting");
    await tick();
    socket().open();
    expect(sent("hello")[0]).toMatchObject({ transport: null, microphone: false, camera: false });
    socket().receive(LOBBY);
    expect(session.phase.name).toBe("waiting");
    expect(session.lobby?.name).toBe("Bo");
    socket().receive(joined(null));
    expect(session.phase.name).toBe("joined");
  });

  it("tells why the door is closed, which may change", async () => {
    const { session, socket } = setup();
    session.start();
    await tick();
    socket().open();
    const text = { sv: "Mötet är låst.", en: "The meeting is locked." };
    socket().receive({ type: "error", seq: null, code: "room_locked", blame: "user", text });
    socket().receive({ type: "closed", reason: "protocol", again: false });
    expect(session.phase).toEqual({ name: "ended", reason: "refused", again: true, text });
  });

  it("says once that the service is newer than the page, and goes on", async () => {
    const { session, socket } = await inRoom();
    const said: string[] = [];
    session.onProblem = (text) => said.push(text.en);
    socket().receive({ type: "dance" });
    socket().receive({ type: "reacted", participant: "a", reaction: "somersault" });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("Reload");
    expect(session.phase.name).toBe("joined");
  });

  it("says so when there is no seat", async () => {
    const text = { sv: "Finns inte", en: "Gone" };
    const { session } = setup({ ticket: () => Promise.reject(new Refused(text)) });
    session.start();
    await tick();
    expect(session.phase).toEqual({ name: "ended", reason: "refused", again: false, text });
  });

  it("says what a refusal is about and offers another try where that may help", async () => {
    const text = { sv: "Uppdateras", en: "Being updated" };
    const { session } = setup({ ticket: () => Promise.reject(new Refused(text, true)) });
    session.start();
    await tick();
    expect(session.phase).toEqual({ name: "ended", reason: "refused", again: true, text });
  });

  it("stays connecting while the server is away", async () => {
    const { session } = setup({ ticket: () => Promise.reject(new Error("away")) });
    session.start();
    await tick(30_000);
    expect(session.phase.name).toBe("connecting");
  });
});

describe("a lost connection", () => {
  it("keeps the media and names it when it comes back", async () => {
    const world = await inRoom();
    world.socket().drop();
    expect(world.session.phase).toEqual({ name: "reconnecting", from: "joined" });
    await tick(501);
    world.socket().open();
    expect(world.sent("hello")[0]).toMatchObject({ transport: "t", microphone: true, camera: true });
    world.socket().receive(joined("t"));
    expect(world.session.phase.name).toBe("joined");
    expect(world.connections).toHaveLength(1);
    expect(world.connection().closed).toBe(false);
    expect(world.sent("restart_ice")).toEqual([]);
  });

  it("mends media that failed while the socket was away", async () => {
    const world = await inRoom();
    world.socket().drop();
    world.connection().become("failed");
    await tick(501);
    world.socket().open();
    world.socket().receive(joined("t"));
    expect(world.sent("restart_ice")).toHaveLength(1);
  });

  it("is looked for where the media has stopped", async () => {
    const world = await inRoom();
    world.connection().become("disconnected");
    expect(world.sent("ping")).toHaveLength(1);
    await tick(2999);
    expect(world.sockets).toHaveLength(1);
    await tick(501);
    expect(world.sockets).toHaveLength(2);
  });

  it("takes a whole new connection when the media cannot be mended", async () => {
    const world = await inRoom();
    world.connection().become("failed");
    await tick(8000);
    expect(world.sockets).toHaveLength(2);
    world.socket().open();
    expect(world.sent("hello")[0]).toMatchObject({ transport: null });
    world.socket().receive(joined(null));
    world.socket().receive({ ...OFFER, transport: "u" });
    await tick();
    expect(world.connections).toHaveLength(2);
    expect(world.connections[0]?.closed).toBe(true);
  });

  it("restarts ICE over a new socket when the network changes", async () => {
    const world = await inRoom();
    world.hint("path");
    await tick();
    world.socket().open();
    world.socket().receive(joined("t"));
    expect(world.sockets).toHaveLength(2);
    expect(world.sent("hello")[0]).toMatchObject({ transport: "t" });
    expect(world.sent("restart_ice")).toEqual([{ type: "restart_ice", transport: "t" }]);
  });

  it("looks for its way with the relays that the server named last", async () => {
    const relay = { urls: ["turn:turn.example.se"], username: "1:a", credential: "c" };
    const world = await inRoom();
    expect(world.connection().configuration.iceServers).toEqual([]);
    await comeBack(world);
    world.socket().receive({ ...joined("t"), ice_servers: [relay] });
    expect(world.connection().configuration.iceServers).toEqual([relay]);
    world.socket().receive({ ...OFFER, transport: "u" });
    await tick();
    expect(world.connections).toHaveLength(2);
    expect(world.connection().configuration.iceServers).toEqual([relay]);
  });

  it("comes back by itself from a server that restarts", async () => {
    const world = await inRoom();
    world.socket().receive({ type: "closed", reason: "server_stopping", again: true });
    expect(world.session.planned).toBe(true);
    await comeBack(world);
    expect(world.session.phase.name).toBe("reconnecting");
    expect(world.sockets).toHaveLength(2);
    expect(world.session.planned).toBe(true);
    world.socket().receive(joined("t"));
    expect(world.session.planned).toBe(false);
  });

  it("calls no loss planned that the server did not announce to those inside", async () => {
    const world = await inRoom();
    await comeBack(world);
    expect(world.session.planned).toBe(false);
    world.socket().receive({ type: "closed", reason: "server_stopping", again: true });
    expect(world.session.planned).toBe(false);
  });

  it("drops the media when it comes back to the lobby", async () => {
    const world = await inRoom();
    await comeBack(world);
    world.socket().receive(LOBBY);
    expect(world.session.phase.name).toBe("waiting");
    expect(world.connection().closed).toBe(true);
    expect(world.session.peer.connection).toBeNull();
  });
});

describe("devices", () => {
  it("tells the room about mute and camera, and stops sending the picture", async () => {
    const world = await inRoom();
    expect(world.sent("set_media")).toEqual([]);
    world.session.setMicrophone(false);
    expect(world.devices.microphone.track?.enabled).toBe(false);
    expect(world.sent("set_media").at(-1)).toMatchObject({ microphone: false, camera: true });
    world.session.setCamera(false);
    await tick();
    expect(world.sent("set_media").at(-1)).toMatchObject({ microphone: false, camera: false });
    expect(world.connection().at("1").sender.track).toBeNull();
    world.session.setCamera(true);
    await tick();
    expect(world.connection().at("1").sender.track).toBe(world.devices.camera.track);
    expect(world.sent("set_media")).toHaveLength(3);
  });

  it("corrects what the server believed on joining, but tells nobody in the lobby", async () => {
    const { session, socket, sent } = setup();
    session.start();
    await tick();
    socket().open();
    socket().receive(LOBBY);
    session.setCamera(true);
    await tick();
    expect(sent("set_media")).toEqual([]);
    socket().receive(joined(null, { microphone: false, camera: false }));
    expect(sent("set_media")).toMatchObject([{ microphone: false, camera: true }]);
  });
});

describe("what the page shows", () => {
  const tile = { participant: "b", source: "camera", width: 320, height: 192 } as const;

  it("is told in the room, and again after a reconnection", async () => {
    const world = await inRoom();
    world.session.watching.show([tile]);
    await tick(250);
    expect(world.sent("watch")).toMatchObject([{ tiles: [tile] }]);
    await comeBack(world);
    world.socket().receive(joined("t"));
    await tick();
    expect(world.sent("watch")).toMatchObject([{ tiles: [tile] }]);
  });

  it("is not told in the lobby", async () => {
    const world = await inRoom();
    world.socket().receive(LOBBY);
    world.session.watching.show([tile]);
    await tick(250);
    expect(world.sent("watch")).toEqual([]);
  });
});

describe("the screen", () => {
  it("is shared until the browser stops it", async () => {
    const world = await inRoom();
    void world.session.shareScreen(true);
    await tick();
    expect(world.sent("share_screen")).toMatchObject([{ active: true, audio: false }]);
    expect(world.screen.contentHint).toBe("detail");
    world.screen.end();
    await tick();
    expect(world.sent("share_screen").at(-1)).toMatchObject({ active: false });
    expect(world.session.screen.sharing).toBe(false);
  });

  it("is captured no longer when the server refuses it after a reconnection", async () => {
    const world = await inRoom();
    void world.session.shareScreen(true);
    await tick();
    await comeBack(world);
    world.socket().receive(joined(null));
    await tick();
    const announced = world.sent("share_screen").at(-1);
    const text = { sv: "Nej.", en: "No." };
    world.socket().receive({ type: "error", seq: announced?.seq, code: "x", blame: "denied", text });
    await tick();
    expect(announced).toMatchObject({ active: true });
    expect(world.session.screen.sharing).toBe(false);
    expect(world.screen.readyState).toBe("ended");
  });

  it("stops with the server's sentence when it is refused", async () => {
    const world = await inRoom();
    const problems: string[] = [];
    world.session.onProblem = (text) => problems.push(text.sv);
    void world.session.shareScreen(true);
    await tick();
    const seq = world.sent("share_screen")[0]?.seq;
    world.socket().receive({ type: "error", seq, code: "x", blame: "denied", text: { sv: "Nej", en: "No" } });
    await tick();
    expect(problems).toEqual(["Nej"]);
    expect(world.screen.readyState).toBe("ended");
  });

  it("is announced again to a server that forgot it", async () => {
    const world = await inRoom();
    void world.session.shareScreen(true);
    await tick();
    await comeBack(world);
    world.socket().receive(joined("t", { screen: false }));
    expect(world.sent("share_screen")).toMatchObject([{ active: true }]);
  });

  it("is left alone when the picker is closed", async () => {
    const world = await inRoom({ captureScreen: () => Promise.reject(new Error("no")) });
    await world.session.shareScreen(true);
    expect(world.sent("share_screen")).toEqual([]);
  });
});

describe("the end", () => {
  it.each(["removed", "denied", "ended", "replaced", "signed_out"])(
    "says %s and lets everything go",
    async (reason) => {
      const world = await inRoom();
      const camera = world.devices.camera.track;
      world.socket().receive({ type: "closed", reason, again: reason === "replaced" });
      expect(world.session.phase).toMatchObject({ name: "ended", reason, again: reason === "replaced" });
      expect(world.connection().closed).toBe(true);
      expect(world.socket().closed).toBe(true);
      expect(camera?.readyState).toBe("ended");
      await tick(20_000);
      expect(world.sockets).toHaveLength(1);
    },
  );

  it("can be left and entered again", async () => {
    const world = await inRoom();
    world.session.leave();
    expect(world.sent("leave")).toHaveLength(1);
    expect(world.session.phase).toMatchObject({ name: "ended", reason: "left", again: true });
    world.session.start();
    await tick();
    world.socket().open();
    world.socket().receive(joined(null));
    expect(world.session.phase.name).toBe("joined");
  });
});
