import { browserFiles } from "../net/files.js";
import { browserHints } from "../net/network.js";
import { ticketsFor } from "../net/ticket.js";
import type { CallWorld } from "./session.js";

/** What a call is made of in a browser; `meeting` is null for guests, whose seat knows it. */
export function browserCall(meeting: string | null): CallWorld {
  return {
    ticket: ticketsFor(meeting),
    connect: () => new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`),
    makeConnection: (config) => new RTCPeerConnection(config),
    makeStream: () => new MediaStream(),
    captureScreen: () => navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: true }),
    hints: browserHints,
    files: browserFiles,
  };
}
