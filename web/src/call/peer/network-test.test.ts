import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { testNetwork } from "./network-test.js";

class FakeConnection extends EventTarget {
  connectionState = "new";
  localDescription = { sdp: "answer" };
  closed = false;
  async setRemoteDescription(): Promise<void> {}
  async setLocalDescription(): Promise<void> {}
  async createAnswer(): Promise<object> {
    return { type: "answer", sdp: "answer" };
  }
  close(): void {
    this.closed = true;
  }
  become(state: string): void {
    this.connectionState = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function world(outcome: Record<string, string>, relays: object[] = []) {
  const made: FakeConnection[] = [];
  const asked: string[] = [];
  let policy = "";
  const make = (config: RTCConfiguration): RTCPeerConnection => {
    const connection = new FakeConnection();
    made.push(connection);
    policy = config.iceTransportPolicy ?? "";
    return connection as unknown as RTCPeerConnection;
  };
  const post = async (path: string, body: unknown): Promise<unknown> => {
    if (path === "/api/network-test") asked.push(policy || (body as { protocol: string }).protocol);
    else made.at(-1)?.become(outcome[asked.at(-1) ?? ""] ?? "connecting");
    return { test: "t", sdp: "offer", ice_servers: relays };
  };
  return { made, asked, run: () => testNetwork({ post: post as never }, "token", make) };
}

it("does not try TCP where UDP works", async () => {
  const { run, asked, made } = world({ udp: "connected" });
  expect(await run()).toEqual({ udp: true, tcp: null, relay: null });
  expect(asked).toEqual(["udp"]);
  expect(made[0]?.closed).toBe(true);
});

it("tries TCP after six silent seconds", async () => {
  const { run } = world({ tcp: "connected" });
  const result = run();
  await vi.advanceTimersByTimeAsync(6001);
  expect(await result).toEqual({ udp: false, tcp: true, relay: null });
});

it("says when nothing gets through", async () => {
  const { run } = world({ udp: "failed", tcp: "failed" });
  expect(await run()).toEqual({ udp: false, tcp: false, relay: null });
});

it.each(["connected", "failed"])("tries a relay where nothing goes directly: %s", async (relay) => {
  const { run, asked } = world({ udp: "failed", tcp: "failed", relay }, [{ urls: ["turn:turn.example.se"] }]);
  expect(await run()).toEqual({ udp: false, tcp: false, relay: relay === "connected" });
  expect(asked).toEqual(["udp", "tcp", "relay"]);
});
