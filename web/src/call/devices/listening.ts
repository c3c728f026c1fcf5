import { Observable } from "../../lib/observable.js";
import type { Devices } from "./devices.js";
import { Echo, EVERY_MS } from "./echo.js";
import { LevelMeter, loudnessOf } from "./level.js";
import { MutedSpeech } from "./muted-speech.js";

/** Listens to one's own microphone for as long as the meeting lasts, muted or not; all of it stays here. */
export class Listening extends Observable {
  readonly #devices: Devices;
  readonly #remote: () => number;
  readonly #meter: Pick<LevelMeter, "attach" | "detach" | "value">;
  /** How loud it is now, 0..1; read it as often as it is drawn. */
  level = 0;
  readonly #echo = new Echo();
  readonly #muted = new MutedSpeech();
  /** A copy that is never muted. */
  #ear: MediaStreamTrack | null = null;
  #of: MediaStreamTrack | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #unsubscribe: (() => void) | undefined;

  /** `remote` is how loud the others are, as RTP tells it: 0..1, linear. */
  constructor(
    devices: Devices,
    remote: () => number,
    meter: Pick<LevelMeter, "attach" | "detach" | "value"> = new LevelMeter(),
  ) {
    super();
    this.#devices = devices;
    this.#remote = remote;
    this.#meter = meter;
  }

  /** One's own sound comes back to the others. */
  get echoes(): boolean {
    return this.#echo.echoes && !this.#devices.muted && this.#of !== null;
  }

  get speaksMuted(): boolean {
    return this.#muted.speaking;
  }

  start(): void {
    if (this.#timer !== undefined) return;
    this.#unsubscribe = this.#devices.subscribe(() => this.#follow());
    this.#timer = setInterval(() => this.#step(), EVERY_MS);
    this.#follow();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#unsubscribe?.();
    this.#hear(null);
  }

  #follow(): void {
    const { track } = this.#devices.microphone;
    if (track !== this.#of) this.#hear(track);
  }

  #hear(track: MediaStreamTrack | null): void {
    this.#of = track;
    this.#meter.detach();
    this.#ear?.stop();
    this.#ear = track?.clone() ?? null;
    if (this.#ear) this.#ear.enabled = true;
    this.#meter.attach(this.#ear);
    this.level = 0;
  }

  #step(): void {
    this.level = this.#meter.value;
    const spoke = this.#muted.feed(this.level, this.#devices.muted && this.#of !== null, Date.now());
    // Whoever is muted sends no echo.
    const echoed = !this.#devices.muted && this.#echo.feed(loudnessOf(this.#remote()), this.level);
    if (spoke || echoed) this.notify();
  }
}
