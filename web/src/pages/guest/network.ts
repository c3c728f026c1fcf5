import type { NetworkResult } from "../../call/peer/network-test.js";

export type NetworkVerdict = "good" | "slow" | "bad";

/** What a network test means to a person. */
export function verdictOf({ udp, tcp, relay }: NetworkResult): NetworkVerdict {
  if (udp) return "good";
  return tcp || relay ? "slow" : "bad";
}
