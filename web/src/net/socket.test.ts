import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ServerMessage } from "../protocol/messages.gen.js";
import { decode } from "../protocol/decode.js";
import { FakeSocket } from "./fake-socket.js";
import type { NetworkHint } from "./network.js";
import { ConnectionLost, NEXT, Refused, RequestError, Socket, type SocketState } from "./socket.js";

function setup(ticket: () => Promise<string> = async () => "t") {
  const sockets: FakeSocket[] = [];
  const messages: ServerMessage[] = [];
  const seen = { lost: 0, refused: 0, notUnderstood: 0 };
  let hint: (hint: NetworkHint) => void = () => undefined;
  const socket = new Socket({
    ticket,
    hello: (each) => ({ type: "hello", version: 1, ticket: each, microphone: true, camera: false }),
    onMessage: (message) => messages.push(message),
    onNotUnderstood: () => seen.notUnderstood++,
    onLost: () => seen.lost++,
    onRefused: () => seen.refused++,
    connect: () => {
      sockets.push(new FakeSocket());
      return sockets.at(-1) as unknown as WebSocket;
    },
    hints: {
      watch: (listener) => {
        hint = listener;
        return () => undefined;
      },
    },
    random: () => 1,
  });
  const last = (): FakeSocket => sockets.at(-1) as FakeSocket;
  return { socket, sockets, messages, seen, last, hint: (value: NetworkHint) => hint(value) };
}

async function opened() {
  const world = setup();
  world.socket.start();
  await vi.advanceTimersByTimeAsync(0);
  world.last().open();
  return world;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("can leave every state but stopped by stop, and comes back by start", () => {
  for (const [state, moves] of Object.entries(NEXT)) {
    expect(moves.stop).toBe(state === "stopped" ? undefined : "stopped");
  }
  expect(NEXT.stopped.start).toBe("ticket" satisfies SocketState);
});

describe("connecting", () => {
  it("greets first, with a fresh ticket each time", async () => {
    let number = 0;
    const { socket, last, sockets } = setup(async () => `ticket${++number}`);
    socket.start();
    await vi.advanceTimersByTimeAsync(0);
    last().open();
    expect(last().sent[0]).toMatchObject({ type: "hello", ticket: "ticket1" });
    last().drop();
    await vi.advanceTimersByTimeAsync(501);
    last().open();
    expect(sockets).toHaveLength(2);
    expect(last().sent[0]).toMatchObject({ ticket: "ticket2" });
  });

  it("stops when the server refuses a ticket, and tries again when it was only away", async () => {
    const refused = setup(() => Promise.reject(new Refused(null)));
    refused.socket.start();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(refused.seen).toEqual({ lost: 0, refused: 1, notUnderstood: 0 });
    expect(refused.socket.state).toBe("stopped");
    const away = setup(() => Promise.reject(new Error("offline")));
    away.socket.start();
    await vi.advanceTimersByTimeAsync(500 + 1000 + 2000 + 100);
    expect(away.seen.lost).toBe(4);
  });

  it("waits longer and longer, at most eight seconds, and starts over once it has been let in", async () => {
    const { socket, sockets, last } = await opened();
    for (const pause of [500, 1000, 2000, 4000, 8000, 8000]) {
      last().drop();
      const before = sockets.length;
      await vi.advanceTimersByTimeAsync(pause - 1);
      expect(sockets).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(2);
      expect(sockets).toHaveLength(before + 1);
    }
    last().open();
    last().receive({
      type: "joined",
      meeting: MEETING,
      you: "a",
      people: [],
      waiting: [],
      transport: null,
      locked: false,
      ice_servers: [],
      spotlight: null,
      free_sharing: false,
    });
    last().drop();
    await vi.advanceTimersByTimeAsync(501);
    expect(socket.state).toBe("opening");
  });

  it("does not wait when the network comes back", async () => {
    const { last, hint, sockets } = await opened();
    last().drop();
    hint("online");
    await vi.advanceTimersByTimeAsync(0);
    expect(sockets).toHaveLength(2);
  });

  it("does not wait for what was asked over the network before", async () => {
    const { hint, sockets, socket } = await opened();
    hint("path");
    await vi.advanceTimersByTimeAsync(0);
    hint("online");
    await vi.advanceTimersByTimeAsync(0);
    expect(sockets).toHaveLength(3);
    expect(sockets[1]?.closed).toBe(true);
    hint("visible");
    expect(socket.state).toBe("opening");
  });

  it("leaves a socket behind whose network is gone", async () => {
    const { hint, sockets, seen } = await opened();
    hint("path");
    await vi.advanceTimersByTimeAsync(0);
    expect(seen.lost).toBe(1);
    expect(sockets[0]?.closed).toBe(true);
    expect(sockets).toHaveLength(2);
  });

  it("gives up on a socket that does not open", async () => {
    const { socket, seen } = setup();
    socket.start();
    await vi.advanceTimersByTimeAsync(8001);
    expect(seen.lost).toBe(1);
  });
});

describe("a dead socket", () => {
  it("is noticed by a ping without pong", async () => {
    const { last, seen, sockets } = await opened();
    await vi.advanceTimersByTimeAsync(10_001);
    expect(last().sent.at(-1)).toEqual({ type: "ping" });
    last().receive({ type: "pong" });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(seen.lost).toBe(0);
    await vi.advanceTimersByTimeAsync(6001);
    expect(seen.lost).toBe(1);
    expect(sockets[0]?.closed).toBe(true);
  });

  it("is looked for at once when the page comes to the front", async () => {
    const { last, hint, seen } = await opened();
    hint("visible");
    expect(last().sent.at(-1)).toEqual({ type: "ping" });
    await vi.advanceTimersByTimeAsync(6001);
    expect(seen.lost).toBe(1);
  });
});

describe("requests", () => {
  it("are numbered and answered by ok or error", async () => {
    const { socket, last } = await opened();
    const good = socket.request({ type: "admit", participant: "g" });
    const bad = socket.request({ type: "end_meeting" });
    expect(last().sent.slice(1)).toEqual([
      { type: "admit", participant: "g", seq: 1 },
      { type: "end_meeting", seq: 2 },
    ]);
    last().receive({ type: "error", seq: 2, code: "denied", blame: "denied", text: { sv: "Nej", en: "No" } });
    last().receive({ type: "ok", seq: 1 });
    await expect(good).resolves.toBeUndefined();
    await expect(bad).rejects.toBeInstanceOf(RequestError);
  });

  it("fail when the connection goes, or is not there", async () => {
    const { socket, last } = await opened();
    const request = socket.request({ type: "leave" });
    last().drop();
    await expect(request).rejects.toBeInstanceOf(ConnectionLost);
    await expect(socket.request({ type: "leave" })).rejects.toBeInstanceOf(ConnectionLost);
  });
});

const MEETING = {
  id: "m",
  title: "T",
  organisation: "Sundby",
  meeting_class: "protected",
  host_name: "Eva",
  starts_at: 0,
};

describe("decoding", () => {
  const closed = { type: "closed", reason: "left", again: false };
  it.each([
    [closed, "closed"],
    [{ ...closed, newer: 1 }, "closed"],
    [{ ...closed, reason: "bored" }, "closed"],
    [{ ...closed, reason: 3 }, "malformed"],
    [{ type: "closed", again: true }, "malformed"],
    [{ type: "dance" }, "later"],
    [{ type: "toString" }, "later"],
    [{ type: "waiting", meeting: { ...MEETING, title: 3 }, you: "a", name: "A" }, "malformed"],
    [{ type: "offer", transport: "t", revision: 1, sdp: "", publish: { camera: "1" }, tracks: [] }, "offer"],
    [{ type: "offer", transport: "t", revision: 1, sdp: "", publish: { nose: "1" }, tracks: [] }, "offer"],
    [{ type: "offer", transport: "t", revision: 1, sdp: "", publish: { camera: 1 }, tracks: [] }, "malformed"],
    [[], "malformed"],
    [null, "malformed"],
  ])("reads %j as %s", (value, outcome) => {
    const result = decode(JSON.stringify(value));
    expect(typeof result === "string" ? result : result.type).toBe(outcome);
  });

  it("counts what it does not understand, says so and goes on", async () => {
    const { socket, last, messages, seen } = await opened();
    last().receive({ type: "pong", of: "course" });
    last().receive({ type: "person_joined" });
    last().dispatchEvent(new MessageEvent("message", { data: "{" }));
    last().receive({ type: "dance" });
    last().receive(closed);
    expect(socket.notUnderstood).toBe(3);
    expect(seen.notUnderstood).toBe(3);
    expect(messages.map((each) => each.type)).toEqual(["pong", "closed"]);
  });
});
