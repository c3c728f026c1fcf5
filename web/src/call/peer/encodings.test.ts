import { describe, expect, it } from "vitest";
import { encode, encodingsFor } from "./encodings.js";
import { FakeSender } from "./fake-peer.js";

it.each([
  ["camera", 1, [1_500_000]],
  ["camera", 3, [150_000, 500_000, 1_500_000]],
  ["screen", 1, [2_500_000]],
  ["microphone", 1, [40_000]],
  ["screen_audio", 1, undefined],
  ["camera", 0, undefined],
  ["camera", 2, undefined],
] as const)("limits %s with %d encodings", (source, count, limits) => {
  expect(encodingsFor(source, count, "video/VP8")?.map((each) => each.maxBitrate)).toEqual(limits);
});

it.each([
  ["camera", 3, "video/VP8", "L1T3"],
  ["camera", 3, "video/VP9", "L1T1"],
  ["camera", 3, "video/AV1", "L1T1"],
  ["camera", 3, "video/H264", "L1T1"],
  ["camera", 1, "video/VP8", undefined],
  ["screen", 1, "video/VP9", "L1T1"],
] as const)("gives %s with %d encodings in %s the mode %s", (source, count, codec, mode) => {
  const modes = new Set(encodingsFor(source, count, codec)?.map((each) => each.scalabilityMode));
  expect([...modes]).toEqual([mode]);
});

describe("a browser", () => {
  function sender(refuses: (encoding: object) => boolean) {
    const fake = new FakeSender();
    fake.parameters.encodings = [{ rid: "q" }, { rid: "h" }, { rid: "f" }];
    fake.refuses = refuses;
    return { fake, run: () => encode(fake as unknown as RTCRtpSender, "camera") };
  }

  it("sets what is wanted once", async () => {
    const { fake, run } = sender(() => false);
    await run();
    expect(fake.parameters.encodings[0]).toEqual({
      rid: "q",
      maxBitrate: 150_000,
      scaleResolutionDownBy: 4,
      scalabilityMode: "L1T3",
    });
    const before = fake.parameters;
    await run();
    expect(fake.parameters).toBe(before);
  });

  it("that knows no modes keeps to the limits", async () => {
    const { fake, run } = sender((encoding) => "scalabilityMode" in encoding);
    await run();
    expect(fake.parameters.encodings.map((each) => each.maxBitrate)).toEqual([150_000, 500_000, 1_500_000]);
  });

  it("that refuses everything sends as it likes", async () => {
    const { fake, run } = sender(() => true);
    await run();
    expect(fake.parameters.encodings[0]).toEqual({ rid: "q" });
  });
});
