import { expect, it } from "vitest";
import { pathOf, type Report } from "./path.js";

type Local = { candidateType?: string; protocol?: string; relayProtocol?: string };

function report(local: Local, selected = true): Report {
  return new Map<string, { type: string }>([
    ["L", { type: "local-candidate", ...local }],
    ["old", { type: "local-candidate", candidateType: "host", protocol: "udp" }],
    ["P0", { type: "candidate-pair", localCandidateId: "old", state: "failed", nominated: false } as never],
    ["P", { type: "candidate-pair", localCandidateId: "L", state: "succeeded", nominated: true } as never],
    ["T", { type: "transport", ...(selected ? { selectedCandidatePairId: "P" } : {}) }],
  ]);
}

it.each<[string, Local, string]>([
  ["straight", { candidateType: "prflx", protocol: "udp" }, "direct udp"],
  ["straight over TCP", { candidateType: "host", protocol: "tcp" }, "direct tcp"],
  ["through a relay", { candidateType: "relay", protocol: "udp", relayProtocol: "udp" }, "relay udp"],
  ["through a relay over TCP", { candidateType: "relay", protocol: "udp", relayProtocol: "tcp" }, "relay tcp"],
  ["through a relay over TLS", { candidateType: "relay", protocol: "udp", relayProtocol: "tls" }, "relay tls"],
])("goes %s", (_, local, expected) => {
  for (const selected of [true, false]) {
    const path = pathOf(report(local, selected));
    expect(`${path?.way} ${path?.protocol}`).toBe(expected);
  }
});

it("is not known before there is a pair", () => {
  expect(pathOf(new Map([["T", { type: "transport" }]]))).toBeNull();
  expect(pathOf(new Map([["T", { type: "transport", selectedCandidatePairId: "gone" }]]))).toBeNull();
});
