type Relayed = "udp" | "tcp" | "tls";

/** How the media travels: straight to the media server, or through a relay that is reached in this way. */
export type MediaPath =
  { readonly way: "direct"; readonly protocol: "udp" | "tcp" } | { readonly way: "relay"; readonly protocol: Relayed };

/** What we read of RTCStats (webrtc-stats sections 8.13 to 8.15). */
interface Row {
  readonly type: string;
  readonly selectedCandidatePairId?: string;
  readonly localCandidateId?: string;
  readonly state?: string;
  readonly nominated?: boolean;
  readonly candidateType?: string;
  readonly protocol?: string;
  readonly relayProtocol?: string;
  readonly currentRoundTripTime?: number;
}

export type Report = ReadonlyMap<string, Row>;

/** The path of the pair of candidates in use; null while there is none. */
export function pathOf(report: Report): MediaPath | null {
  const local = report.get(pairInUse(report)?.localCandidateId ?? "");
  if (!local) return null;
  if (local.candidateType === "relay") return { way: "relay", protocol: relayed(local.relayProtocol) };
  return { way: "direct", protocol: local.protocol === "tcp" ? "tcp" : "udp" };
}

/** Firefox does not say which pair the transport selected. */
export function pairInUse(report: Report): Row | undefined {
  const rows = [...report.values()];
  const selected = rows.find((row) => row.type === "transport")?.selectedCandidatePairId;
  if (selected !== undefined) return report.get(selected);
  return rows.find((row) => row.type === "candidate-pair" && row.nominated === true && row.state === "succeeded");
}

function relayed(protocol: string | undefined): Relayed {
  return protocol === "tcp" || protocol === "tls" ? protocol : "udp";
}
