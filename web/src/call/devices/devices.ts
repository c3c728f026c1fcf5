import { Observable } from "../../lib/observable.js";
import { acquire, pictureOf } from "./acquire.js";
import { Capture } from "./capture.js";
import { DeviceMemory, type Remembered } from "./memory.js";
import type { Background, Noise, Treated, TreatedPicture, TreatmentTrouble } from "./treated.js";
import type { Trouble } from "./trouble.js";
import type { DeviceKind, DeviceWorld } from "./world.js";

export interface DeviceState {
  /** As the others get it. */
  readonly track: MediaStreamTrack | null;
  readonly trouble: Trouble | null;
  readonly opening: boolean;
  readonly deviceId: string | null;
}

export interface Device {
  readonly id: string;
  readonly label: string;
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
  /** Why the chosen background is not there; the camera is then off, because nobody agreed to show the room. */
  backgroundTrouble: TreatmentTrouble | null = null;
  /** Resolves when the newest track of a kind is what is sent; the old one must go on until then. */
  handedOver: (kind: DeviceKind) => Promise<void> = () => Promise.resolve();

  readonly #world: DeviceWorld;
  readonly #memory: DeviceMemory;
  readonly #attempt = { microphone: 0, camera: 0 };
  readonly #reopened = { microphone: 0, camera: 0 };
  readonly #captures: { microphone: Capture | null; camera: Capture | null } = {
    microphone: null,
    camera: null,
  };
  readonly #onDeviceChange = (): void => void this.#devicesChanged();

  constructor(world: DeviceWorld) {
    super();
    this.#world = world;
    this.#memory = new DeviceMemory(world.storage);
    world.media?.addEventListener?.("devicechange", this.#onDeviceChange);
  }

  get remembered(): Readonly<Remembered> {
    return this.#memory.value;
  }

  get speakerId(): string | null {
    return this.#memory.value.speakerId;
  }

  /** The system has taken the microphone away, as during a phone call, and has not given it back. */
  get silenced(): boolean {
    return this.#captures.microphone?.raw.muted ?? false;
  }

  openMicrophone(id?: string): Promise<void> {
    return this.#open("microphone", id);
  }

  openCamera(id?: string): Promise<void> {
    return this.#open("camera", id);
  }

  closeMicrophone(): void {
    this.#memory.update({ microphoneOn: false });
    this.#drop("microphone");
  }

  closeCamera(): void {
    this.#memory.update({ cameraOn: false });
    this.#drop("camera");
  }

  muteMicrophone(muted: boolean): void {
    this.muted = muted;
    this.#memory.update({ microphoneOn: !muted });
    if (this.microphone.track) this.microphone.track.enabled = !muted;
    this.notify();
  }

  chooseSpeaker(id: string): void {
    this.#memory.update({ speakerId: id });
    this.notify();
  }

  mirror(mirror: boolean): void {
    this.#memory.update({ mirror });
    this.notify();
  }

  /** Another background, at once where the camera is on. */
  async chooseBackground(background: Background): Promise<void> {
    this.#memory.update({ background });
    this.backgroundTrouble = null;
    this.notify();
    const capture = this.#captures.camera;
    if (!capture || this.camera.opening) return;
    const treated = capture.treated as TreatedPicture | null;
    if (treated && background !== "none") treated.change(background);
    else if (treated || background !== "none") await this.#take("camera", capture.raw, ++this.#attempt.camera);
  }

  async chooseNoise(noise: Noise): Promise<void> {
    this.#memory.update({ noise });
    this.notify();
    if (this.#captures.microphone) await this.openMicrophone();
  }

  /** Small pictures, for people with little network or a slow machine. */
  async save(saving: boolean): Promise<void> {
    this.#memory.update({ saving });
    this.notify();
    // A camera that cannot change under way does so the next time that it is opened.
    await this.#captures.camera?.raw.applyConstraints(pictureOf(this.#world, saving)).catch(() => undefined);
  }

  /** Lets go of both devices without forgetting that they were on. */
  release(): void {
    for (const kind of ["microphone", "camera"] as const) {
      if (this[kind].track || this[kind].opening) this.#drop(kind);
    }
  }

  /** The person has read what went wrong and goes on without. */
  forgetTrouble(kind: DeviceKind): void {
    if (kind === "camera") this.backgroundTrouble = null;
    this.#set(kind, { ...this[kind], trouble: null });
  }

  dispose(): void {
    this.release();
    this.#world.media?.removeEventListener?.("devicechange", this.#onDeviceChange);
  }

  /** Reads the device lists again; their labels are empty until the person has allowed a device. */
  async refresh(): Promise<void> {
    const all = (await this.#world.media?.enumerateDevices?.().catch(() => [])) ?? [];
    const list = (kind: MediaDeviceKind): Device[] =>
      all
        .filter((each) => each.kind === kind && each.deviceId)
        .map((each) => ({ id: each.deviceId, label: each.label }));
    this.microphones = list("audioinput");
    this.cameras = list("videoinput");
    this.speakers = list("audiooutput");
    this.notify();
  }

  /** What is open goes on until its successor is there. */
  async #open(kind: DeviceKind, chosen?: string): Promise<void> {
    const attempt = ++this.#attempt[kind];
    const id = chosen ?? this.#memory.value[`${kind}Id`];
    this.#set(kind, { ...this[kind], trouble: null, opening: true });
    const [raw, trouble] = await acquire(this.#world, kind, id, this.remembered, () => this.#letGo(kind));
    if (attempt !== this.#attempt[kind]) raw?.stop();
    else if (!raw) this.#close(kind, { ...CLOSED, trouble });
    else await this.#take(kind, raw, attempt, chosen);
  }

  #letGo(kind: DeviceKind): boolean {
    const capture = this.#captures[kind];
    capture?.raw.stop();
    return capture !== null;
  }

  async #take(kind: DeviceKind, raw: MediaStreamTrack, attempt: number, chosen?: string): Promise<void> {
    this.#set(kind, { ...this[kind], opening: true });
    const { background } = this.remembered;
    const treated = await this.#treat(kind, raw);
    const current = attempt === this.#attempt[kind];
    const changed = kind === "camera" && background !== this.remembered.background;
    if (treated !== "failed" && (changed || !current)) treated?.stop();
    if (!current && raw !== this.#captures[kind]?.raw) raw.stop();
    if (!current) return;
    if (changed) return this.#take(kind, raw, attempt, chosen);
    if (treated === "failed") {
      raw.stop();
      this.backgroundTrouble = "failed";
      return this.#close(kind, CLOSED);
    }
    await this.#use(kind, new Capture(raw, treated), chosen);
  }

  async #use(kind: DeviceKind, capture: Capture, chosen?: string): Promise<void> {
    const { raw, track } = capture;
    const old = this.#captures[kind];
    if (kind === "microphone") track.enabled = !this.muted;
    else this.backgroundTrouble = null;
    const deviceId = raw.getSettings().deviceId ?? null;
    this.#memory.update(kind === "camera" ? { cameraOn: true } : { microphoneOn: !this.muted });
    if (chosen) this.#memory.update({ [`${kind}Id`]: chosen });
    if (raw !== old?.raw) this.#watch(kind, raw);
    this.#captures[kind] = capture;
    this.#set(kind, { track, trouble: null, opening: false, deviceId });
    await this.handedOver(kind);
    old?.giveWay(capture);
    await this.refresh();
  }

  /** A camera is never shown without the background that was chosen for it; a microphone without RNNoise is as good
   * as most. */
  async #treat(kind: DeviceKind, raw: MediaStreamTrack): Promise<Treated | null | "failed"> {
    const { background, noise } = this.remembered;
    const { treatments } = this.#world;
    if (kind === "microphone") return noise === "rnnoise" ? await treatments.quiet(raw).catch(() => null) : null;
    if (background === "none") return null;
    const broke = (why: TreatmentTrouble): void => {
      if (this.#captures.camera?.raw !== raw) return;
      this.backgroundTrouble = why;
      this.#drop("camera");
    };
    return treatments.background(raw, background, broke).catch(() => "failed" as const);
  }

  #watch(kind: DeviceKind, raw: MediaStreamTrack): void {
    const current = (): boolean => this.#captures[kind]?.raw === raw && !this[kind].opening;
    raw.addEventListener("ended", () => {
      if (current()) void this.#reopen(kind);
    });
    raw.addEventListener("unmute", () => this.notify());
    raw.addEventListener("mute", () => {
      setTimeout(() => {
        if (current() && raw.muted) void this.#replaceMuted(kind);
      }, MUTED_TOO_LONG_MS);
    });
  }

  async #reopen(kind: DeviceKind): Promise<void> {
    if (this.#tooSoon(kind)) this.#close(kind, { ...CLOSED, trouble: "busy" });
    else await this.#open(kind);
  }

  /** While a phone call holds the device the attempt fails, and the muted track may still come back by itself. */
  async #replaceMuted(kind: DeviceKind): Promise<void> {
    if (this.#tooSoon(kind)) return;
    const attempt = ++this.#attempt[kind];
    const [raw] = await acquire(this.#world, kind, this.#memory.value[`${kind}Id`], this.remembered);
    if (!raw) return this.notify();
    if (attempt !== this.#attempt[kind]) return raw.stop();
    await this.#take(kind, raw, attempt);
  }

  #tooSoon(kind: DeviceKind): boolean {
    const now = Date.now();
    if (now - this.#reopened[kind] < REOPEN_AT_MOST_EVERY_MS) return true;
    this.#reopened[kind] = now;
    return false;
  }

  async #devicesChanged(): Promise<void> {
    await this.refresh();
    await this.#leaveVanished("microphone", this.microphones);
    await this.#leaveVanished("camera", this.cameras);
  }

  async #leaveVanished(kind: DeviceKind, present: readonly Device[]): Promise<void> {
    const { track, deviceId, trouble, opening } = this[kind];
    const vanished = track && deviceId && present.length > 0 && !present.some((each) => each.id === deviceId);
    const arrived = !track && !opening && trouble === "missing" && present.length > 0;
    if (vanished || arrived) await this.#open(kind);
  }

  #drop(kind: DeviceKind): void {
    this.#attempt[kind]++;
    this.#close(kind, CLOSED);
  }

  #close(kind: DeviceKind, state: DeviceState): void {
    this.#captures[kind]?.stop();
    this.#captures[kind] = null;
    this.#set(kind, state);
  }

  #set(kind: DeviceKind, state: DeviceState): void {
    this[kind] = state;
    this.notify();
  }
}
