import { Observable } from "../lib/observable.js";
import type { OfferMessage, Source } from "../protocol/messages.gen.js";
import { type Encoding, encodingsFor } from "./encodings.js";
import { type Health, type HealthEvent, NEXT, PATIENCE_MS } from "./health.js";
import { Streams } from "./streams.js";

export interface PeerOptions {
  makeConnection(config: RTCConfiguration): RTCPeerConnection;
  makeStream(): MediaStream;
  answer(transport: string, revision: number, sdp: string): void;
  restartIce(transport: string): void;
  /** The media does not come back on this connection; the caller must ask for a new one. */
  onLost(): void;
}

const CONFIG: RTCConfiguration = { iceServers: [], bundlePolicy: "max-bundle" };

/** The media connection.  Only the server offers; offers are answered strictly one after the other. */
export class Peer extends Observable {
  connection: RTCPeerConnection | null = null;
  transport: string | null = null;
  health: Health = "absent";

  private readonly local = new Map<Source, MediaStreamTrack>();
  private readonly mids = new Map<Source, string>();
  private readonly streams: Streams;
  private queue: Promise<void> = Promise.resolve();
  private patience: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: PeerOptions) {
    super();
    this.streams = new Streams(options.makeStream);
  }

  remote(participant: string, source: Source): MediaStream | null {
    return this.streams.get(participant, source);
  }

  /** Nothing gets through at the moment. */
  get broken(): boolean {
    return this.health !== "absent" && this.health !== "good" && this.connection?.connectionState !== "connected";
  }

  /** What to send for one of the own sources, from now on and on every later connection. */
  async send(source: Source, track: MediaStreamTrack | null): Promise<void> {
    if (track) this.local.set(source, track);
    else this.local.delete(source);
    await this.enqueue(async () => this.attach(source));
  }

  /** An offer that cannot be applied is asked for anew, like a connection that failed. */
  offer(message: OfferMessage): Promise<void> {
    return this.enqueue(() => this.apply(message)).catch(() => this.happen("failed"));
  }

  /** After a new WebSocket: the media may have failed while nobody could be told, and certainly will have to find
   * its way anew when the network under it has changed. */
  resume(moved = false): void {
    if (!this.connection || (this.connection.connectionState === "connected" && !moved)) return;
    if (this.health === "restarting" && this.transport) this.options.restartIce(this.transport);
    else this.happen("restart");
  }

  close(): void {
    this.connection?.close();
    this.connection = null;
    this.transport = null;
    this.mids.clear();
    this.streams.clear();
    this.happen("closed");
  }

  /** By which protocol the media travels; null while that is not known. */
  async path(): Promise<"udp" | "tcp" | null> {
    const stats = await this.connection?.getStats();
    let found: "udp" | "tcp" | null = null;
    stats?.forEach((pair) => {
      if (pair.type !== "candidate-pair" || pair.state !== "succeeded" || !pair.nominated) return;
      found = stats.get(pair.localCandidateId)?.protocol === "tcp" ? "tcp" : "udp";
    });
    return found;
  }

  private enqueue(task: () => Promise<void>): Promise<void> {
    const run = this.queue.then(task);
    // A step that failed must not keep the next ones from running; the caller of each step hears of it.
    this.queue = run.catch(() => undefined);
    return run;
  }

  private async apply(message: OfferMessage): Promise<void> {
    if (message.transport !== this.transport || !this.connection) this.renew(message.transport);
    const connection = this.connection as RTCPeerConnection;
    await connection.setRemoteDescription({ type: "offer", sdp: message.sdp });
    await this.direct(message);
    const answer = await connection.createAnswer();
    await connection.setLocalDescription(answer);
    if (connection !== this.connection) return;
    this.options.answer(message.transport, message.revision, connection.localDescription?.sdp ?? answer.sdp ?? "");
    await this.encode();
    this.streams.update(message.tracks, (mid) => this.transceiver(mid)?.receiver.track ?? null);
    this.notify();
  }

  private renew(transport: string): void {
    this.connection?.close();
    const connection = this.options.makeConnection(CONFIG);
    this.connection = connection;
    this.transport = transport;
    this.mids.clear();
    connection.addEventListener("connectionstatechange", () => {
      if (connection !== this.connection) return;
      const state = connection.connectionState;
      if (state === "connected" || state === "disconnected" || state === "failed") this.happen(state);
    });
    this.happen("made");
  }

  /** Directions have to be set before the answer is made: they are what the answer says. */
  private async direct(message: OfferMessage): Promise<void> {
    this.mids.clear();
    for (const [source, mid] of Object.entries(message.publish)) this.mids.set(source as Source, mid);
    const sent = new Set(this.mids.values());
    const received = new Set(message.tracks.map((track) => track.mid));
    for (const transceiver of this.connection?.getTransceivers() ?? []) {
      const { mid } = transceiver;
      if (mid === null || transceiver.currentDirection === "stopped" || sent.has(mid)) continue;
      transceiver.direction = received.has(mid) ? "recvonly" : "inactive";
      if (transceiver.sender.track) await transceiver.sender.replaceTrack(null);
    }
    for (const source of this.mids.keys()) await this.attach(source);
  }

  private async attach(source: Source): Promise<void> {
    const mid = this.mids.get(source);
    const transceiver = mid === undefined ? undefined : this.transceiver(mid);
    if (!transceiver) return;
    if (transceiver.direction !== "sendonly") transceiver.direction = "sendonly";
    const track = this.local.get(source) ?? null;
    if (transceiver.sender.track !== track) await transceiver.sender.replaceTrack(track);
  }

  /** Limits are a wish: a browser that refuses them sends with its own. */
  private async encode(): Promise<void> {
    for (const [source, mid] of this.mids) {
      const sender = this.transceiver(mid)?.sender;
      if (!sender) continue;
      const parameters = sender.getParameters();
      const wanted = encodingsFor(source, parameters.encodings?.length ?? 0);
      if (!wanted || isEncoded(parameters.encodings, wanted)) continue;
      parameters.encodings = parameters.encodings.map((encoding, index) => ({ ...encoding, ...wanted[index] }));
      await sender.setParameters(parameters).catch(() => undefined);
    }
  }

  private transceiver(mid: string): RTCRtpTransceiver | undefined {
    return this.connection?.getTransceivers().find((each) => each.mid === mid);
  }

  private happen(event: HealthEvent): void {
    const next = NEXT[this.health][event];
    if (next === undefined) return;
    this.health = next;
    clearTimeout(this.patience);
    const patience = PATIENCE_MS[next];
    if (patience !== undefined) this.patience = setTimeout(() => this.runOut(), patience);
    if (next === "restarting" && this.transport) this.options.restartIce(this.transport);
    if (next === "lost") this.options.onLost();
    this.notify();
  }

  /** A restart on a connection that never broke ends without any event. */
  private runOut(): void {
    this.happen(this.connection?.connectionState === "connected" ? "connected" : "patience");
  }
}

function isEncoded(present: readonly RTCRtpEncodingParameters[], wanted: readonly Encoding[]): boolean {
  return wanted.every((each, index) => present[index]?.maxBitrate === each.maxBitrate);
}
