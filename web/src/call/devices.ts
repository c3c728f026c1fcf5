import { Observable } from "../lib/observable.js";
import { DeviceMemory, type Remembered } from "./memory.js";
import { type Trouble, troubleOf } from "./trouble.js";

export type { Trouble } from "./trouble.js";
export type DeviceKind = "microphone" | "camera";

export interface DeviceState {
  readonly track: MediaStreamTrack | null;
  readonly trouble: Trouble | null;
  readonly opening: boolean;
  readonly deviceId: string | null;
}

export interface Device {
  readonly id: string;
  readonly label: string;
}

/** The parts of the browser that devices need; tests pass fakes. */
export interface DeviceWorld {
  readonly media: MediaDevices | undefined;
  readonly permissions: Permissions | undefined;
  readonly storage: Pick<Storage, "getItem" | "setItem"> | null;
  readonly secure: boolean;
  readonly phone: boolean;
}

const CLOSED: DeviceState = { track: null, trouble: null, opening: false, deviceId: null };

/** A muted track may come back by itself (a phone call, Siri); after this long we ask for the device anew. */
const MUTED_TOO_LONG_MS = 3000;
const REOPEN_AT_MOST_EVERY_MS = 10_000;

/** Owns the local microphone and camera.  Opening never rejects: what went wrong is in `trouble`. */
export class Devices extends Observable {
  microphone: DeviceState = CLOSED;
  camera: DeviceState = CLOSED;
  microphones: readonly Device[] = [];
  cameras: readonly Device[] = [];
  speakers: readonly Device[] = [];
  /** The microphone stays open while muted, so that unmuting is instant. */
  muted = false;

  private readonly world: DeviceWorld;
  private readonly memory: DeviceMemory;
  private readonly attempt = { microphone: 0, camera: 0 };
  private readonly reopened = { microphone: 0, camera: 0 };
  private readonly onDeviceChange = (): void => void this.devicesChanged();

  constructor(world: DeviceWorld = browserWorld()) {
    super();
    this.world = world;
    this.memory = new DeviceMemory(world.storage);
    world.media?.addEventListener?.("devicechange", this.onDeviceChange);
  }

  get remembered(): Readonly<Remembered> {
    return this.memory.value;
  }

  get speakerId(): string | null {
    return this.memory.value.speakerId;
  }

  openMicrophone(id?: string): Promise<void> {
    return this.open("microphone", id);
  }

  openCamera(id?: string): Promise<void> {
    return this.open("camera", id);
  }

  closeMicrophone(): void {
    this.memory.update({ microphoneOn: false });
    this.drop("microphone");
  }

  closeCamera(): void {
    this.memory.update({ cameraOn: false });
    this.drop("camera");
  }

  muteMicrophone(muted: boolean): void {
    this.muted = muted;
    this.memory.update({ microphoneOn: !muted });
    if (this.microphone.track) this.microphone.track.enabled = !muted;
    this.notify();
  }

  chooseSpeaker(id: string): void {
    this.memory.update({ speakerId: id });
    this.notify();
  }

  /** Lets go of both devices without forgetting that they were on. */
  release(): void {
    for (const kind of ["microphone", "camera"] as const) {
      if (this[kind].track || this[kind].opening) this.drop(kind);
    }
  }

  /** The person has read what went wrong and goes on without. */
  forgetTrouble(kind: DeviceKind): void {
    this.set(kind, { ...this[kind], trouble: null });
  }

  dispose(): void {
    this.release();
    this.world.media?.removeEventListener?.("devicechange", this.onDeviceChange);
  }

  /** Reads the device lists again; their labels are empty until the person has allowed a device. */
  async refresh(): Promise<void> {
    const all = (await this.world.media?.enumerateDevices?.().catch(() => [])) ?? [];
    const list = (kind: MediaDeviceKind): Device[] =>
      all
        .filter((each) => each.kind === kind && each.deviceId)
        .map((each) => ({ id: each.deviceId, label: each.label }));
    this.microphones = list("audioinput");
    this.cameras = list("videoinput");
    this.speakers = list("audiooutput");
    this.notify();
  }

  private async open(kind: DeviceKind, chosen?: string): Promise<void> {
    const attempt = ++this.attempt[kind];
    const id = chosen ?? this.memory.value[`${kind}Id`];
    this[kind].track?.stop();
    this.set(kind, { ...CLOSED, opening: true });
    const [track, trouble] = await this.acquire(kind, id);
    if (attempt !== this.attempt[kind]) track?.stop();
    else if (!track) this.set(kind, { ...CLOSED, trouble });
    else await this.use(kind, track, chosen);
  }

  private async use(kind: DeviceKind, track: MediaStreamTrack, chosen?: string): Promise<void> {
    if (kind === "microphone") track.enabled = !this.muted;
    const deviceId = track.getSettings().deviceId ?? null;
    this.memory.update(kind === "camera" ? { cameraOn: true } : { microphoneOn: !this.muted });
    if (chosen) this.memory.update({ [`${kind}Id`]: chosen });
    this.watch(kind, track);
    this.set(kind, { track, trouble: null, opening: false, deviceId });
    await this.refresh();
  }

  /** The wanted device, or any other of its kind when that one is gone. */
  private async acquire(kind: DeviceKind, id: string | null): Promise<[MediaStreamTrack | null, Trouble | null]> {
    const media = this.world.media;
    if (!media?.getUserMedia) return [null, this.world.secure ? "unsupported" : "insecure"];
    try {
      const stream = await media.getUserMedia(this.constraints(kind, id));
      return [stream.getTracks()[0] ?? null, "missing"];
    } catch (error) {
      const trouble = troubleOf(error, await this.permission(kind));
      if (id && (trouble === "missing" || trouble === "busy")) return this.acquire(kind, null);
      return [null, trouble];
    }
  }

  private constraints(kind: DeviceKind, id: string | null): MediaStreamConstraints {
    const deviceId = id ? { exact: id } : undefined;
    if (kind === "microphone") {
      return { audio: { deviceId, echoCancellation: true, noiseSuppression: true, autoGainControl: true } };
    }
    const [width, height] = this.world.phone ? [960, 540] : [1280, 720];
    return {
      video: {
        deviceId,
        width: { ideal: width },
        height: { ideal: height },
        frameRate: { ideal: 30 },
        facingMode: "user",
      },
    };
  }

  private async permission(kind: DeviceKind): Promise<PermissionState | null> {
    try {
      const status = await this.world.permissions?.query({ name: kind as PermissionName });
      return status?.state ?? null;
    } catch {
      return null;
    }
  }

  private watch(kind: DeviceKind, track: MediaStreamTrack): void {
    const current = (): boolean => this[kind].track === track;
    track.addEventListener("ended", () => {
      if (current()) void this.reopen(kind);
    });
    track.addEventListener("mute", () => {
      setTimeout(() => {
        if (current() && track.muted) void this.replaceMuted(kind);
      }, MUTED_TOO_LONG_MS);
    });
  }

  private async reopen(kind: DeviceKind): Promise<void> {
    if (this.tooSoon(kind)) this.set(kind, { ...CLOSED, trouble: "busy" });
    else await this.open(kind);
  }

  /** While a phone call holds the device the attempt fails, and the muted track may still come back by itself. */
  private async replaceMuted(kind: DeviceKind): Promise<void> {
    if (this.tooSoon(kind)) return;
    const attempt = ++this.attempt[kind];
    const old = this[kind].track;
    const [track] = await this.acquire(kind, this.memory.value[`${kind}Id`]);
    if (!track) return;
    if (attempt !== this.attempt[kind]) return track.stop();
    old?.stop();
    await this.use(kind, track);
  }

  private tooSoon(kind: DeviceKind): boolean {
    const now = Date.now();
    if (now - this.reopened[kind] < REOPEN_AT_MOST_EVERY_MS) return true;
    this.reopened[kind] = now;
    return false;
  }

  private async devicesChanged(): Promise<void> {
    await this.refresh();
    await this.leaveVanished("microphone", this.microphones);
    await this.leaveVanished("camera", this.cameras);
  }

  private async leaveVanished(kind: DeviceKind, present: readonly Device[]): Promise<void> {
    const { track, deviceId, trouble, opening } = this[kind];
    const vanished = track && deviceId && present.length > 0 && !present.some((each) => each.id === deviceId);
    const arrived = !track && !opening && trouble === "missing" && present.length > 0;
    if (vanished || arrived) await this.open(kind);
  }

  private drop(kind: DeviceKind): void {
    this.attempt[kind]++;
    this[kind].track?.stop();
    this.set(kind, CLOSED);
  }

  private set(kind: DeviceKind, state: DeviceState): void {
    this[kind] = state;
    this.notify();
  }
}

export function isPhone(): boolean {
  const coarse = globalThis.matchMedia?.("(pointer: coarse)").matches ?? false;
  return coarse && Math.min(globalThis.screen?.width ?? 9999, globalThis.screen?.height ?? 9999) < 600;
}

function browserWorld(): DeviceWorld {
  return {
    media: globalThis.navigator?.mediaDevices,
    permissions: globalThis.navigator?.permissions,
    storage: storage(),
    secure: globalThis.isSecureContext ?? false,
    phone: isPhone(),
  };
}

/** Reading localStorage throws where the browser blocks it. */
function storage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
