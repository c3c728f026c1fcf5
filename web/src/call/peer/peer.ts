import { Observable } from "../../lib/observable.js";
import type { IceServer, MediaTrack, OfferMessage, Source, TracksMessage } from "../../protocol/messages.gen.js";
import { encode } from "./encodings.js";
import { type Health, type HealthEvent, NEXT, PATIENCE_MS } from "./health.js";
import { type MediaPath, pathOf, type Report } from "./path.js";
import { Streams } from "./streams.js";

export interface PeerOptions {
  makeConnection(config: RTCConfiguration): RTCPeerConnection;
  makeStream(): MediaStream;
  answer(transport: string, revision: number, sdp: string): void;
  restartIce(transport: string): void;
  /** Nothing gets through just now. */
  onShaky(): void;
  /** The media does not come back on this connection; the caller must ask for a new one. */
  onLost(): void;
}

/** The media connection.  Only the server offers; offers are answered strictly one after the other. */
export class Peer extends Observable {
  readonly #options: PeerOptions;
  connection: RTCPeerConnection | null = null;
  transport: string | null = null;
  health: Health = "absent";

  #iceServers: readonly IceServer[] = [];
  readonly #local = new Map<Source, MediaStreamTrack>();
  readonly #mids = new Map<Source, string>();
  readonly #streams: Streams;
  #queue: Promise<void> = Promise.resolve();
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PeerOptions) {
    super();
    this.#options = options;

    this.#streams = new Streams(options.makeStream);
  }

  remote(participant: string, source: Source): MediaStream | null {
    return this.#streams.get(participant, source);
  }

  /** Nothing gets through at the moment. */
  get broken(): boolean {
    return this.health !== "absent" && this.health !== "good" && this.connection?.connectionState !== "connected";
  }

  /** The relays for whatever way is looked for from now on. */
  useRelays(iceServers: readonly IceServer[]): void {
    this.#iceServers = iceServers;
    // Firefox learnt this late; without it the relays are for the next connection.
    this.connection?.setConfiguration?.(this.#config);
  }

  get #config(): RTCConfiguration {
    return { iceServers: [...this.#iceServers], bundlePolicy: "max-bundle" };
  }

  /** What to send for one of the own sources, from now on and on every later connection. */
  async send(source: Source, track: MediaStreamTrack | null): Promise<void> {
    if (track) this.#local.set(source, track);
    else this.#local.delete(source);
    await this.#enqueue(async () => this.#attach(source));
  }

  /** An offer that cannot be applied is asked for anew, like a connection that failed. */
  offer(message: OfferMessage): Promise<void> {
    return this.#enqueue(() => this.#apply(message)).catch(() => this.#happen("failed"));
  }

  /** The lines that were answered before carry others from now on. */
  retrack({ transport, tracks }: TracksMessage): Promise<void> {
    return this.#enqueue(async () => {
      if (transport === this.transport) this.#receive(tracks);
    });
  }

  /** After a new WebSocket: the media may have failed while nobody could be told, and certainly will have to find
   * its way anew when the network under it has changed. */
  resume(moved = false): void {
    if (!this.connection || (this.connection.connectionState === "connected" && !moved)) return;
    if (this.health === "restarting" && this.transport) this.#options.restartIce(this.transport);
    else this.#happen("restart");
  }

  close(): void {
    this.connection?.close();
    this.connection = null;
    this.transport = null;
    this.#mids.clear();
    this.#streams.clear();
    this.#happen("closed");
  }

  /** How loud the loudest of the others is just now, 0..1. */
  get loudest(): number {
    const sources = (this.connection?.getReceivers() ?? []).flatMap((each) =>
      each.track.kind === "audio" ? each.getSynchronizationSources() : [],
    );
    return Math.max(0, ...sources.map((source) => source.audioLevel ?? 0));
  }

  /** Which way the media takes; null while that is not known. */
  async path(): Promise<MediaPath | null> {
    const stats = await this.connection?.getStats();
    return stats ? pathOf(stats as unknown as Report) : null;
  }

  #enqueue(task: () => Promise<void>): Promise<void> {
    const run = this.#queue.then(task);
    // A step that failed must not keep the next ones from running; the caller of each step hears of it.
    this.#queue = run.catch(() => undefined);
    return run;
  }

  async #apply(message: OfferMessage): Promise<void> {
    if (message.transport !== this.transport || !this.connection) this.#renew(message.transport);
    const connection = this.connection as RTCPeerConnection;
    await connection.setRemoteDescription({ type: "offer", sdp: message.sdp });
    await this.#direct(message);
    const answer = await connection.createAnswer();
    await connection.setLocalDescription(answer);
    if (connection !== this.connection) return;
    this.#options.answer(message.transport, message.revision, connection.localDescription?.sdp ?? answer.sdp ?? "");
    await this.#encode();
    this.#receive(message.tracks);
  }

  #receive(tracks: readonly MediaTrack[]): void {
    this.#streams.update(tracks, (mid) => this.#transceiver(mid)?.receiver.track ?? null);
    this.notify();
  }

  #renew(transport: string): void {
    this.connection?.close();
    const connection = this.#options.makeConnection(this.#config);
    this.connection = connection;
    this.transport = transport;
    this.#mids.clear();
    connection.addEventListener("connectionstatechange", () => {
      if (connection !== this.connection) return;
      const state = connection.connectionState;
      if (state === "connected" || state === "disconnected" || state === "failed") this.#happen(state);
    });
    this.#happen("made");
  }

  /** Directions have to be set before the answer is made: they are what the answer says. */
  async #direct(message: OfferMessage): Promise<void> {
    this.#mids.clear();
    for (const [source, mid] of Object.entries(message.publish)) this.#mids.set(source as Source, mid);
    const sent = new Set(this.#mids.values());
    for (const transceiver of this.connection?.getTransceivers() ?? []) {
      const { mid } = transceiver;
      if (mid === null || transceiver.currentDirection === "stopped" || sent.has(mid)) continue;
      // Also lines that carry nobody yet: they may later, without another offer.
      transceiver.direction = "recvonly";
      if (transceiver.sender.track) await transceiver.sender.replaceTrack(null);
    }
    for (const source of this.#mids.keys()) await this.#attach(source);
  }

  async #attach(source: Source): Promise<void> {
    const mid = this.#mids.get(source);
    const transceiver = mid === undefined ? undefined : this.#transceiver(mid);
    if (!transceiver) return;
    if (transceiver.direction !== "sendonly") transceiver.direction = "sendonly";
    const track = this.#local.get(source) ?? null;
    if (transceiver.sender.track !== track) await transceiver.sender.replaceTrack(track);
  }

  async #encode(): Promise<void> {
    for (const [source, mid] of this.#mids) {
      const sender = this.#transceiver(mid)?.sender;
      if (sender) await encode(sender, source);
    }
  }

  #transceiver(mid: string): RTCRtpTransceiver | undefined {
    return this.connection?.getTransceivers().find((each) => each.mid === mid);
  }

  #happen(event: HealthEvent): void {
    const next = NEXT[this.health][event];
    if (next === undefined) return;
    this.health = next;
    clearTimeout(this.#patience);
    const patience = PATIENCE_MS[next];
    if (patience !== undefined) this.#patience = setTimeout(() => this.#runOut(), patience);
    if (next === "restarting" && this.transport) this.#options.restartIce(this.transport);
    if (next === "shaky") this.#options.onShaky();
    if (next === "lost") this.#options.onLost();
    this.notify();
  }

  /** A restart on a connection that never broke ends without any event. */
  #runOut(): void {
    this.#happen(this.connection?.connectionState === "connected" ? "connected" : "patience");
  }
}
