import { Observable } from "../../lib/observable.js";
import { isPhone } from "../../lib/phone.js";
import type { Outcome, Outgoing } from "../../net/socket.js";
import type { Peer } from "./peer.js";

/** Sharing one's own screen. */
export class Screen extends Observable {
  readonly #peer: Peer;
  readonly #capture: () => Promise<MediaStream>;
  readonly #request: (message: Outgoing) => Promise<Outcome>;
  stream: MediaStream | null = null;

  constructor(peer: Peer, capture: () => Promise<MediaStream>, request: (message: Outgoing) => Promise<Outcome>) {
    super();
    this.#peer = peer;
    this.#capture = capture;
    this.#request = request;
  }

  get sharing(): boolean {
    return this.stream !== null;
  }

  async start(): Promise<void> {
    if (this.stream) return;
    // Closing the browser's picker is an answer, not an error.
    const stream = await this.#capture().catch(() => null);
    if (!stream) return;
    this.#set(stream);
    for (const track of stream.getTracks()) {
      if (track.kind !== "video") continue;
      track.contentHint = "detail";
      track.addEventListener("ended", () => void (this.stream === stream && this.stop()));
    }
    await this.announce();
  }

  async stop(): Promise<void> {
    if (!this.stream) return;
    this.drop();
    await this.#request({ type: "share_screen", active: false });
  }

  /** Tells the server, anew after a reconnection.  What it refuses is not captured any longer. */
  async announce(): Promise<void> {
    const { stream } = this;
    if (!stream) return;
    const outcome = await this.#request({ type: "share_screen", active: true, audio: this.#track("audio") !== null });
    if (outcome === "refused" && this.stream === stream) this.drop();
  }

  drop(): void {
    if (!this.stream) return;
    for (const track of this.stream.getTracks()) track.stop();
    this.#set(null);
  }

  #set(stream: MediaStream | null): void {
    this.stream = stream;
    void this.#peer.send("screen", this.#track("video")).catch(() => undefined);
    void this.#peer.send("screen_audio", this.#track("audio")).catch(() => undefined);
    this.notify();
  }

  #track(kind: "audio" | "video"): MediaStreamTrack | null {
    return this.stream?.getTracks().find((track) => track.kind === kind) ?? null;
  }
}

/** Whether this browser lets a page capture a screen; phones do not, whatever they say. */
export function canShareScreen(): boolean {
  return typeof navigator.mediaDevices?.getDisplayMedia === "function" && !isPhone();
}
