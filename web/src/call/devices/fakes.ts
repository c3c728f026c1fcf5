import type { Background, Treated, TreatedPicture, Treatments, TreatmentTrouble } from "./treated.js";

/** Stand-ins for the browser's media and sockets, for tests in Node. */
export class FakeTrack extends EventTarget {
  enabled = true;
  muted = false;
  readyState: "live" | "ended" = "live";
  contentHint = "";

  constructor(
    readonly kind: "audio" | "video",
    readonly deviceId = "default",
  ) {
    super();
  }

  stop(): void {
    this.readyState = "ended";
  }

  /** The device went away: the browser ends the track and says so. */
  end(): void {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }

  clone(): FakeTrack {
    return Object.assign(new FakeTrack(this.kind, this.deviceId), { enabled: this.enabled });
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: this.deviceId };
  }
}

export function asTrack(track: FakeTrack): MediaStreamTrack {
  return track as unknown as MediaStreamTrack;
}

export class FakeStream {
  readonly #tracks: MediaStreamTrack[] = [];

  getTracks(): MediaStreamTrack[] {
    return [...this.#tracks];
  }

  addTrack(track: MediaStreamTrack): void {
    this.#tracks.push(track);
  }

  removeTrack(track: MediaStreamTrack): void {
    this.#tracks.splice(this.#tracks.indexOf(track), 1);
  }
}

export class FakeMedia extends EventTarget {
  present: { kind: MediaDeviceKind; deviceId: string; label: string }[] = [
    { kind: "audioinput", deviceId: "mic1", label: "Mic 1" },
    { kind: "audioinput", deviceId: "mic2", label: "Mic 2" },
    { kind: "videoinput", deviceId: "cam1", label: "Cam 1" },
    { kind: "audiooutput", deviceId: "out1", label: "Out 1" },
  ];
  refusal: Error | null = null;
  readonly asked: MediaStreamConstraints[] = [];

  async getUserMedia(constraints: MediaStreamConstraints): Promise<{ getTracks: () => FakeTrack[] }> {
    this.asked.push(constraints);
    if (this.refusal) throw this.refusal;
    const [wanted, kind] = constraints.audio ? [constraints.audio, "audio"] : [constraints.video, "video"];
    const exact = ((wanted as MediaTrackConstraints).deviceId as { exact: string } | undefined)?.exact;
    const device = this.present.find((each) => each.kind === `${kind}input` && (!exact || each.deviceId === exact));
    if (!device) throw named("OverconstrainedError");
    return { getTracks: () => [new FakeTrack(kind as "audio" | "video", device.deviceId)] };
  }

  async enumerateDevices(): Promise<unknown[]> {
    return this.present;
  }
}

export function named(name: string, message = ""): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

export function fakeStorage(initial: Record<string, string> = {}): Pick<Storage, "getItem" | "setItem"> {
  const values = new Map(Object.entries(initial));
  return { getItem: (key) => values.get(key) ?? null, setItem: (key, value) => void values.set(key, value) };
}

/** Treatments that do nothing but are there, or that fail or linger as a test wishes. */
export class FakeTreatments implements Treatments {
  readonly made: { background: Background | "rnnoise"; track: FakeTrack }[] = [];
  refuse = false;
  /** Resolves when the treatment may be ready. */
  wait: Promise<void> = Promise.resolve();
  trouble: (why: TreatmentTrouble) => void = () => undefined;

  async background(
    _raw: MediaStreamTrack,
    background: Background,
    trouble: (why: TreatmentTrouble) => void,
  ): Promise<TreatedPicture> {
    this.trouble = trouble;
    const { track, stop, entry } = await this.#make("video", background);
    return { track, stop, change: (wanted) => void (entry.background = wanted) };
  }

  async quiet(): Promise<Treated> {
    return this.#make("audio", "rnnoise");
  }

  async #make(kind: "audio" | "video", background: Background | "rnnoise") {
    await this.wait;
    if (this.refuse) throw new Error("no");
    const entry = { background, track: new FakeTrack(kind, "treated") };
    this.made.push(entry);
    return { entry, track: asTrack(entry.track), stop: () => entry.track.stop() };
  }
}
