import type { Outcome, Outgoing } from "../../net/socket.js";
import type { Devices } from "../devices/devices.js";
import type { Peer } from "./peer.js";

export interface MediaState {
  readonly microphone: boolean;
  readonly camera: boolean;
}

/** Keeps what is sent, and what the others are told about it, in line with the devices. */
export class Outbound {
  readonly #devices: Devices;
  readonly #peer: Peer;
  readonly #request: (message: Outgoing) => Promise<Outcome>;
  #unsubscribe: (() => void) | null = null;
  #sent: { microphone: MediaStreamTrack | null; camera: MediaStreamTrack | null } = NOTHING;
  readonly #sending = { microphone: Promise.resolve(), camera: Promise.resolve() };
  /** What the server last knew, or null outside the room, where nobody is told anything. */
  #told: MediaState | null = null;

  constructor(devices: Devices, peer: Peer, request: (message: Outgoing) => Promise<Outcome>) {
    this.#devices = devices;
    this.#peer = peer;
    this.#request = request;
  }

  get state(): MediaState {
    const { microphone, camera, muted } = this.#devices;
    return { microphone: microphone.track !== null && !muted, camera: camera.track !== null };
  }

  start(): void {
    this.#unsubscribe = this.#devices.subscribe(() => this.#update());
    this.#devices.handedOver = (kind) => this.#sending[kind];
    this.#update();
  }

  stop(): void {
    this.#unsubscribe?.();
    this.#sent = NOTHING;
  }

  joined(known: MediaState | null): void {
    this.#told = known && { microphone: known.microphone, camera: known.camera };
    this.#update();
  }

  left(): void {
    this.#told = null;
  }

  #update(): void {
    const { microphone, camera } = this.#devices;
    for (const [source, device] of [["microphone", microphone] as const, ["camera", camera] as const]) {
      if (device.opening || device.track === this.#sent[source]) continue;
      this.#sent = { ...this.#sent, [source]: device.track };
      this.#sending[source] = this.#peer.send(source, device.track).catch(() => undefined);
    }
    if (!microphone.opening && !camera.opening) this.#tell();
  }

  #tell(): void {
    const { state } = this;
    const told = this.#told;
    if (!told || (told.microphone === state.microphone && told.camera === state.camera)) return;
    this.#told = state;
    void this.#request({ type: "set_media", ...state });
  }
}

const NOTHING = { microphone: null, camera: null };
