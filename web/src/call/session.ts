import { Observable } from "../lib/observable.js";
import type { FileServer } from "../net/files.js";
import { noteTrouble } from "../lib/troubles.js";
import type { NetworkHint, NetworkHints } from "../net/network.js";
import { type Outcome, type Outgoing, type Refused, RequestError, Socket } from "../net/socket.js";
import {
  type Closed,
  type InLobby,
  type Joined,
  type LeaveReason,
  type ServerMessage,
  type Text,
  WIRE_VERSION,
} from "../protocol/messages.gen.js";
import type { Devices } from "./devices/devices.js";
import { Files } from "../shared/files.js";
import { type MediaState, Outbound } from "./peer/outbound.js";
import { Peer } from "./peer/peer.js";
import { type EndReason, NEXT, type Phase, type PhaseEvent } from "./phase.js";
import { Screen } from "./peer/screen.js";
import { Shared } from "../shared/items.js";
import { Presented } from "../shared/presented.js";
import { Watching } from "./peer/watching.js";

export interface CallWorld {
  ticket(): Promise<string>;
  connect(): WebSocket;
  makeConnection(config: RTCConfiguration): RTCPeerConnection;
  makeStream(): MediaStream;
  captureScreen(): Promise<MediaStream>;
  readonly hints: NetworkHints;
  readonly files: FileServer;
}

/** Departures that are the server's affair and not the person's: the socket comes back by itself. */
const COMES_BACK: ReadonlySet<LeaveReason> = new Set(["server_stopping", "slow_consumer"]);

const NEWER: Text = {
  sv: "Tjänsten har fått en nyare version. Ladda om sidan när det passar, så att allt visas.",
  en: "The service has a newer version. Reload the page when it suits you, so that everything is shown.",
};

/** One person's way through one meeting: knock, wait, take part, come back after a loss, leave. */
export class CallSession extends Observable {
  readonly #world: CallWorld;
  phase: Phase = { name: "idle" };
  /** What the lobby last told; kept while the connection is away. */
  lobby: InLobby | null = null;
  planned = false; // The server said that it stops, and has not taken this page back yet.
  /** Why the server does not let this page in. */
  #refusal: Text | null = null;
  you: string | null = null;
  /** Where in the meeting this person is. */
  #place: string | null = null;
  #meeting: string | null = null;
  /** Pictures are neither sent nor received. */
  soundOnly = false;
  readonly peer: Peer;
  readonly screen: Screen;
  readonly watching: Watching;
  readonly shared: Shared;
  readonly files: Files;
  readonly presented: Presented;
  /** Told of every refusal that a person should read. */
  onProblem: (text: Text) => void = () => undefined;

  #saidNewer = false;
  /** The network has changed since the media last found its way. */
  #moved = false;
  readonly #socket: Socket;
  readonly #outbound: Outbound;
  readonly #listeners = new Set<(message: ServerMessage) => void>();
  readonly #stops: (() => void)[] = [];

  constructor(
    readonly devices: Devices,
    world: CallWorld,
  ) {
    super();
    this.#world = world;

    this.peer = new Peer({
      makeConnection: world.makeConnection,
      makeStream: world.makeStream,
      answer: (transport, revision, sdp) => this.#socket.send({ type: "answer", transport, revision, sdp }),
      restartIce: (transport) => this.#socket.send({ type: "restart_ice", transport }),
      // The same loss may have taken the socket, which would not notice for a while.
      onShaky: () => this.#socket.doubt(),
      onLost: () => this.#socket.reconnect(),
    });
    this.screen = new Screen(this.peer, world.captureScreen, (message) => this.say(message));
    this.watching = new Watching((tiles) => this.#socket.send({ type: "watch", tiles }));
    this.shared = new Shared({
      request: (message) => this.#socket.request(message),
      send: (message) => this.#socket.send(message),
      refused: (text) => this.onProblem(text),
    });
    this.files = new Files({
      ...world.files,
      self: () => ({ meeting: this.#meeting ?? "", participant: this.you ?? "", place: this.shared.place }),
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      arrived: (id) => this.shared.get("files", id) !== null,
    });
    this.presented = new Presented(
      this.shared,
      (message) => this.say(message),
      (message) => this.#socket.request(message),
    );
    this.#outbound = new Outbound(devices, this.peer, (message) => this.say(message));
    this.#socket = new Socket({
      ticket: world.ticket,
      connect: world.connect,
      hints: world.hints,
      hello: (ticket) => this.#hello(ticket),
      onMessage: (message) => this.#receive(message),
      onNotUnderstood: () => this.#sayNewer(),
      onLost: () => this.#move("lost", { name: "reconnecting", from: this.#before() }),
      onRefused: (refused) => this.#refused(refused),
    });
  }

  /** The own microphone and camera as the others get them. */
  get media(): MediaState {
    return this.#outbound.state;
  }

  /** Hears every message that is about the room. */
  listen(listener: (message: ServerMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    if (!this.#move("start", { name: "connecting" })) return;
    this.#stops.push(
      this.#world.hints.watch((hint) => this.#networkHint(hint)),
      this.peer.subscribe(() => this.notify()),
      this.screen.subscribe(() => this.notify()),
      this.devices.subscribe(() => this.#limit()),
    );
    this.#limit();
    this.#outbound.start();
    this.#socket.start();
  }

  leave(): void {
    this.#socket.send({ type: "leave" });
    this.#over("left", true);
  }

  setMicrophone(on: boolean): void {
    this.devices.muteMicrophone(!on);
    if (on && !this.devices.microphone.track) void this.devices.openMicrophone();
  }

  setCamera(on: boolean): void {
    if (on) this.setSoundOnly(false);
    if (on) void this.devices.openCamera();
    else this.devices.closeCamera();
  }

  setSoundOnly(on: boolean): void {
    if (on === this.soundOnly) return;
    this.soundOnly = on;
    if (on) this.devices.closeCamera();
    if (on) void this.screen.stop();
    this.#limit();
    this.notify();
  }

  #limit(): void {
    this.watching.limit({ soundOnly: this.soundOnly, saving: this.devices.remembered.saving });
  }

  shareScreen(on: boolean): Promise<void> {
    return on ? this.screen.start() : this.screen.stop();
  }

  /** Once: what this page shows is not all there is. */
  #sayNewer(): void {
    if (!this.#saidNewer) this.onProblem(NEWER);
    this.#saidNewer = true;
  }

  /** Says to the server what it alone decides about.  Never rejects: a refusal is shown to the person, and a lost
   * connection shows itself. */
  async say(message: Outgoing): Promise<Outcome> {
    try {
      await this.#socket.request(message);
      return "done";
    } catch (error) {
      if (!(error instanceof RequestError)) return "lost";
      noteTrouble(error.code);
      this.onProblem(error.text);
      return "refused";
    }
  }

  #hello(ticket: string): Outgoing {
    const transport = this.peer.health === "lost" ? null : this.peer.transport;
    return { type: "hello", version: WIRE_VERSION, ticket, transport, ...this.#outbound.state };
  }

  #receive(message: ServerMessage): void {
    if (message.type === "waiting") this.#waiting(message);
    else if (message.type === "joined") this.#joined(message);
    else if (message.type === "offer") void this.peer.offer(message);
    else if (message.type === "tracks") void this.peer.retrack(message);
    else if (message.type === "error") this.#refusal = message.text;
    else if (message.type === "closed") this.#closed(message);
    else if (message.type === "muted") this.devices.muteMicrophone(true);
    else if (message.type === "share_stopped") this.screen.drop();
    this.shared.receive(message);
    for (const listener of [...this.#listeners]) listener(message);
  }

  #waiting(message: InLobby): void {
    this.lobby = message;
    this.planned = false;
    this.#refusal = null;
    this.you = message.you;
    this.#stopMedia();
    this.#move("waiting", { name: "waiting" });
  }

  #joined(message: Joined): void {
    this.you = message.you;
    this.planned = false;
    this.#meeting = message.meeting.id;
    const me = message.people.find((person) => person.id === message.you);
    this.#movedTo(me?.place ?? null);
    const kept = message.transport !== null && message.transport === this.peer.transport;
    this.#refusal = null;
    this.peer.useRelays(message.ice_servers);
    if (kept) this.peer.resume(this.#moved);
    this.#moved = false;
    this.#move("joined", { name: "joined" });
    this.#outbound.joined(me ?? null);
    this.watching.enter();
    if (!kept || !me?.screen) void this.screen.announce();
  }

  /** In another place nothing goes on from the one before: no screen is shared there unasked, and not a moment of what
   * was seen and heard is left over. */
  #movedTo(place: string | null): void {
    const elsewhere = this.#place !== null && place !== this.#place;
    this.#place = place;
    if (!elsewhere) return;
    this.screen.drop();
    this.peer.close();
  }

  #closed({ reason, again }: Closed): void {
    const outside = this.phase.name === "connecting" || this.phase.name === "reconnecting";
    if (reason === "server_stopping" && !outside) this.planned = true;
    if (again && COMES_BACK.has(reason)) return;
    // The server said at the door why it lets nobody in; that may change, as when a room is unlocked.
    if (outside && reason === "protocol" && this.#refusal) return this.#over("refused", true, this.#refusal);
    this.#over(reason, again);
  }

  #refused(refused: Refused): void {
    this.#over("refused", refused.again, refused.text);
  }

  #over(reason: EndReason, again: boolean, text: Text | null = null): void {
    if (!this.#move("over", { name: "ended", reason, again, text })) return;
    for (const stop of this.#stops.splice(0)) stop();
    this.#socket.stop();
    this.#stopMedia();
    this.#outbound.stop();
    this.devices.release();
  }

  #stopMedia(): void {
    this.#place = null;
    this.#outbound.left();
    this.watching.leave();
    this.screen.drop();
    this.peer.close();
  }

  #networkHint(hint: NetworkHint): void {
    if (hint !== "visible") this.#moved = true;
  }

  #before(): "waiting" | "joined" {
    if (this.phase.name === "reconnecting") return this.phase.from;
    return this.phase.name === "joined" ? "joined" : "waiting";
  }

  /** Goes on to `phase` when the table says so; a lost connection before anything was reached stays connecting. */
  #move(event: PhaseEvent, phase: Phase): boolean {
    const next = NEXT[this.phase.name][event];
    if (next === undefined) return false;
    if (next === phase.name) this.phase = phase;
    this.notify();
    return true;
  }
}
