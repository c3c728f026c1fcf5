import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { MediaTrack, OfferMessage, Source } from "../../protocol/messages.gen.js";
import { asConnection, FakeConnection, makeStream } from "./fake-peer.js";
import { asTrack, FakeTrack } from "../devices/fakes.js";
import { Peer } from "./peer.js";

function setup() {
  const made: FakeConnection[] = [];
  const sent: string[] = [];
  const peer = new Peer({
    makeConnection: () => {
      made.push(new FakeConnection());
      return asConnection(made.at(-1) as FakeConnection);
    },
    makeStream,
    answer: (transport, revision, sdp) => sent.push(`answer ${transport} ${revision} ${sdp}`),
    restartIce: (transport) => sent.push(`restart ${transport}`),
    onShaky: () => undefined,
    onLost: () => sent.push("lost"),
  });
  return { peer, made, sent, last: () => made.at(-1) as FakeConnection };
}

function offer(change: Partial<OfferMessage> = {}): OfferMessage {
  const publish = { microphone: "0", camera: "1" };
  return { type: "offer", transport: "t", revision: 1, sdp: "0 1", publish, tracks: [], ...change };
}

const track = (mid: string, participant: string, source: Source): MediaTrack => ({ mid, participant, source });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("negotiation", () => {
  it("sends on the publish mids, receives on the others, and answers with the offer's number", async () => {
    const { peer, sent, last } = setup();
    const microphone = asTrack(new FakeTrack("audio"));
    await peer.send("microphone", microphone);
    await peer.offer(offer({ sdp: "0 1 2", tracks: [track("2", "b", "camera")] }));
    expect(sent).toEqual(["answer t 1 0:sendonly 1:sendonly 2:recvonly"]);
    expect(last().at("0").sender.track).toBe(microphone);
    expect(last().at("1").sender.track).toBeNull();
    expect(last().at("1").sender.parameters.encodings[0]?.maxBitrate).toBe(1_500_000);
  });

  it("answers offers one after the other", async () => {
    const { peer, last, sent } = setup();
    void peer.offer(offer());
    void peer.offer(offer({ revision: 2, sdp: "0 1 2", tracks: [track("2", "b", "microphone")] }));
    await vi.advanceTimersByTimeAsync(0);
    expect(last().log.map((each) => each.split(" ")[0])).toEqual(["offer", "answer", "offer", "answer"]);
    expect(sent).toHaveLength(2);
  });

  it("starts a new connection for an unknown transport and drops the old one", async () => {
    const { peer, made } = setup();
    const camera = asTrack(new FakeTrack("video"));
    await peer.send("camera", camera);
    await peer.offer(offer());
    await peer.offer(offer({ transport: "u" }));
    expect(made).toHaveLength(2);
    expect(made[0]?.closed).toBe(true);
    expect(peer.transport).toBe("u");
    expect(made[1]?.at("1").sender.track).toBe(camera);
  });

  it("replaces a track without a new offer", async () => {
    const { peer, last, sent } = setup();
    await peer.offer(offer());
    const camera = asTrack(new FakeTrack("video"));
    await peer.send("camera", camera);
    expect(last().at("1").sender.track).toBe(camera);
    await peer.send("camera", null);
    expect(last().at("1").sender.track).toBeNull();
    expect(sent).toHaveLength(1);
  });

  it("stops sending on an m-line that the server uses for something else", async () => {
    const { peer, last } = setup();
    await peer.send("screen", asTrack(new FakeTrack("video")));
    await peer.offer(offer({ sdp: "0 1 2", publish: { microphone: "0", camera: "1", screen: "2" } }));
    expect(last().at("2").sender.track).not.toBeNull();
    await peer.offer(offer({ revision: 2, sdp: "0 1 2", tracks: [track("2", "b", "screen")] }));
    expect(last().at("2")).toMatchObject({ direction: "recvonly", sender: { track: null } });
  });
});

describe("remote streams", () => {
  it("stay the same object while the source lasts, even over a new connection", async () => {
    const { peer, last } = setup();
    const tracks = [track("2", "b", "camera"), track("3", "b", "microphone")];
    await peer.offer(offer({ sdp: "0 1 2 3", tracks }));
    const stream = peer.remote("b", "camera");
    const first = last().at("2").receiver.track;
    expect(stream?.getTracks()).toEqual([first]);
    expect(peer.remote("b", "microphone")).not.toBe(stream);
    await peer.offer(offer({ transport: "u", sdp: "0 1 2 3", tracks }));
    expect(peer.remote("b", "camera")).toBe(stream);
    expect(stream?.getTracks()).toEqual([last().at("2").receiver.track]);
    expect(stream?.getTracks()[0]).not.toBe(first);
    await peer.offer(offer({ transport: "u", revision: 2, sdp: "0 1 2 3", tracks: tracks.slice(1) }));
    expect(peer.remote("b", "camera")).toBeNull();
  });
});

describe("lines that change hands", () => {
  it("carry somebody else without an answer", async () => {
    const { peer, last, sent } = setup();
    await peer.offer(offer({ sdp: "0 1 2 3", tracks: [track("2", "b", "camera")] }));
    await peer.retrack({
      type: "tracks",
      transport: "t",
      tracks: [track("2", "c", "camera"), track("3", "b", "camera")],
    });
    expect(peer.remote("c", "camera")?.getTracks()).toEqual([last().at("2").receiver.track]);
    expect(peer.remote("b", "camera")?.getTracks()).toEqual([last().at("3").receiver.track]);
    expect(sent).toHaveLength(1);
  });

  it("are answered before they carry anybody", async () => {
    const { peer, sent } = setup();
    await peer.offer(offer({ sdp: "0 1 2" }));
    expect(sent).toEqual(["answer t 1 0:sendonly 1:sendonly 2:recvonly"]);
  });

  it("are not those of an earlier connection", async () => {
    const { peer } = setup();
    await peer.offer(offer({ sdp: "0 1 2", tracks: [track("2", "b", "camera")] }));
    await peer.retrack({ type: "tracks", transport: "old", tracks: [] });
    expect(peer.remote("b", "camera")).not.toBeNull();
  });
});

describe("health", () => {
  it("gives a short loss a second before it asks for a restart", async () => {
    const { peer, sent, last } = setup();
    await peer.offer(offer());
    last().become("connected");
    last().become("disconnected");
    await vi.advanceTimersByTimeAsync(900);
    last().become("connected");
    await vi.advanceTimersByTimeAsync(5000);
    expect(sent).toHaveLength(1);
    last().become("disconnected");
    expect(peer.broken).toBe(true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent.at(-1)).toBe("restart t");
    last().become("connected");
    expect(peer.health).toBe("good");
  });

  it("gives up eight seconds after a restart that did not help", async () => {
    const { sent, last, peer } = setup();
    await peer.offer(offer());
    last().become("failed");
    expect(sent.at(-1)).toBe("restart t");
    await vi.advanceTimersByTimeAsync(8000);
    expect(sent.at(-1)).toBe("lost");
    await peer.offer(offer({ transport: "u" }));
    expect(peer.health).toBe("connecting");
  });

  it("does not give up on a connection that stayed up through a restart", async () => {
    const { sent, last, peer } = setup();
    await peer.offer(offer());
    last().become("connected");
    peer.resume(true);
    expect(peer.broken).toBe(false);
    await vi.advanceTimersByTimeAsync(9000);
    expect(sent.at(-1)).toBe("restart t");
    expect(peer.health).toBe("good");
  });

  it("asks for a new offer when one cannot be applied, and still takes the next", async () => {
    const { sent, last, peer } = setup();
    await peer.offer(offer());
    last().broken = true;
    await peer.offer(offer({ revision: 2 }));
    expect(sent.at(-1)).toBe("restart t");
    last().broken = false;
    await peer.offer(offer({ revision: 3 }));
    expect(sent.at(-1)).toContain("answer t 3");
  });

  it("asks again after the socket was away, but only when the media is", async () => {
    const { sent, last, peer } = setup();
    await peer.offer(offer());
    last().become("connected");
    peer.resume();
    expect(sent).toHaveLength(1);
    last().become("failed");
    peer.resume();
    expect(sent.slice(1)).toEqual(["restart t", "restart t"]);
  });
});
