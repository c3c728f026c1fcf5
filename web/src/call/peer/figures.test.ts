import { expect, it } from "vitest";
import { browserName, figuresOf } from "./figures.js";
import type { Report } from "./path.js";

const ADDRESS = "192.0.2.7";

function report(...rows: readonly { readonly id: string; readonly type: string }[]): Report {
  return new Map(rows.map((row) => [row.id, row])) as unknown as Report;
}

const CONNECTED = [
  { id: "t", type: "transport", selectedCandidatePairId: "p" },
  { id: "p", type: "candidate-pair", localCandidateId: "l", availableOutgoingBitrate: 1_234_567 },
  { id: "l", type: "local-candidate", candidateType: "host", protocol: "udp", address: ADDRESS },
  { id: "vp8", type: "codec", mimeType: "video/VP8" },
  {
    id: "o1",
    type: "outbound-rtp",
    kind: "video",
    codecId: "vp8",
    frameWidth: 320,
    frameHeight: 180,
    framesPerSecond: 30,
    qualityLimitationReason: "cpu",
  },
  { id: "o2", type: "outbound-rtp", kind: "video", codecId: "vp8", frameWidth: 1280, frameHeight: 720 },
  { id: "i1", type: "inbound-rtp", kind: "audio", packetsLost: 5, packetsReceived: 195, jitter: 0.012 },
  { id: "i2", type: "inbound-rtp", kind: "video", frameWidth: 640, frameHeight: 360, framesPerSecond: 24.6 },
  { id: "r", type: "remote-inbound-rtp", kind: "audio", fractionLost: 0.013, roundTripTime: 0.0427 },
];

it("tells how sound and picture travel and fare, without a single address", () => {
  const figures = figuresOf(report(...CONNECTED));
  expect(Object.fromEntries(figures.map(({ name, value }) => [name, value]))).toEqual({
    path: "direct udp",
    codec_up: "VP8",
    picture_up: "1280×720 0/s",
    picture_down: "640×360 25/s",
    pictures_down: "1",
    loss_up: "1.3 %",
    loss_down: "2.5 %",
    round_trip: "43 ms",
    jitter: "12 ms",
    room_up: "1235 kbit/s",
  });
  expect(JSON.stringify(figures)).not.toContain(ADDRESS);
});

it("tells nothing where there is no connection", () => {
  expect(figuresOf(report())).toEqual([]);
});

it("fits what the server takes", () => {
  for (const { name, value } of figuresOf(report(...CONNECTED))) {
    expect(name).toMatch(/^[a-z_.]{1,40}$/);
    expect(value).toMatch(/^(?!.*\d+\.\d+\.\d+\.\d+)[\w .,%/×=+-]{0,60}$/);
  }
});

it.each([
  [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
    "Chrome 156 Linux",
  ],
  ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0", "Edge 156 Windows"],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile Safari/604.1",
    "Safari 19 iPhone",
  ],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox 150 Macintosh"],
  ["something else", ""],
])("reads %s as %s", (agent, name) => {
  expect(browserName(agent)).toBe(name);
});
