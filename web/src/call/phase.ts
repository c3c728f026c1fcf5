import type { LeaveReason, Text } from "../protocol/messages.gen.js";

/** `refused`: the server gave no ticket, so there is no seat to come back to. */
export type EndReason = LeaveReason | "refused";

export type Phase =
  | { readonly name: "idle" }
  | { readonly name: "connecting" }
  | { readonly name: "waiting" }
  | { readonly name: "joined" }
  /** The seat is kept while the connection is made anew; what was on the page stays. */
  | { readonly name: "reconnecting"; readonly from: "waiting" | "joined" }
  | { readonly name: "ended"; readonly reason: EndReason; readonly again: boolean; readonly text: Text | null };

export type PhaseName = Phase["name"];
export type PhaseEvent = "start" | "waiting" | "joined" | "lost" | "over";

export const NEXT: Readonly<Record<PhaseName, Partial<Record<PhaseEvent, PhaseName>>>> = {
  idle: { start: "connecting" },
  connecting: { waiting: "waiting", joined: "joined", lost: "connecting", over: "ended" },
  waiting: { waiting: "waiting", joined: "joined", lost: "reconnecting", over: "ended" },
  joined: { waiting: "waiting", joined: "joined", lost: "reconnecting", over: "ended" },
  reconnecting: { waiting: "waiting", joined: "joined", lost: "reconnecting", over: "ended" },
  ended: { start: "connecting" },
};
