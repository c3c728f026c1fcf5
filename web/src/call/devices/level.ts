type ContextMaker = () => AudioContext;

let shared: AudioContext | null = null;

/** One AudioContext for the page: browsers allow few, and each holds the sound hardware. */
export function audioContext(): AudioContext {
  shared ??= new AudioContext();
  return shared;
}

/** Of the context that there is; nobody makes one to ask. */
export function contextState(): string {
  return shared?.state ?? "none";
}

export async function resumeContext(): Promise<void> {
  await shared?.resume().catch(() => undefined);
}

/** How loud a microphone is, 0..1.  Read `value` once per drawn frame. */
export class LevelMeter {
  readonly #make: ContextMaker;
  #source: MediaStreamAudioSourceNode | null = null;
  #analyser: AnalyserNode | null = null;
  #samples = new Float32Array(0);
  #smooth = 0;

  constructor(make: ContextMaker = audioContext) {
    this.#make = make;
  }

  attach(track: MediaStreamTrack | null): void {
    this.detach();
    if (!track) return;
    const context = this.#make();
    void this.resume();
    this.#analyser = context.createAnalyser();
    this.#analyser.fftSize = 512;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#source = context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(this.#analyser);
  }

  /** Browsers start a context silent until the person has touched the page; call this from a button too. */
  async resume(): Promise<void> {
    const context = this.#make();
    if (context.state !== "running") await context.resume().catch(() => undefined);
  }

  get value(): number {
    if (!this.#analyser) return 0;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const level = loudness(this.#samples);
    this.#smooth = level > this.#smooth ? level : this.#smooth * 0.85 + level * 0.15;
    return this.#smooth;
  }

  detach(): void {
    this.#source?.disconnect();
    this.#source = null;
    this.#analyser = null;
    this.#smooth = 0;
  }
}

export function loudness(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += (samples[i] ?? 0) ** 2;
  return loudnessOf(Math.sqrt(sum / Math.max(1, samples.length)));
}

/** Of a root mean square of 0..1: speech lies between about -60 and -10 dB; that range is spread over 0..1. */
export function loudnessOf(level: number): number {
  const decibel = 10 * Math.log10(level ** 2 + 1e-10);
  return Math.min(1, Math.max(0, (decibel + 60) / 50));
}
