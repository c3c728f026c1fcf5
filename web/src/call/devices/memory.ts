import { BACKGROUNDS, type Background, type Noise, NOISES } from "./treated.js";

/** What this browser remembers about its devices from one meeting to the next: ids and switches, nothing personal. */
export interface Remembered {
  microphoneId: string | null;
  cameraId: string | null;
  speakerId: string | null;
  /** Null until the person has chosen once. */
  microphoneOn: boolean | null;
  cameraOn: boolean | null;
  background: Background;
  noise: Noise;
  /** Small pictures, both ways. */
  saving: boolean;
  /** One sees oneself as in a mirror; the others never do. */
  mirror: boolean;
}

const KEY = "resfri.devices";
const NOTHING: Remembered = {
  microphoneId: null,
  cameraId: null,
  speakerId: null,
  microphoneOn: null,
  cameraOn: null,
  background: "none",
  noise: "browser",
  saving: false,
  mirror: true,
};

export class DeviceMemory {
  readonly #storage: Pick<Storage, "getItem" | "setItem"> | null;
  #current: Remembered;

  constructor(storage: Pick<Storage, "getItem" | "setItem"> | null) {
    this.#storage = storage;

    this.#current = { ...NOTHING, ...this.#read() };
  }

  get value(): Readonly<Remembered> {
    return this.#current;
  }

  update(change: Partial<Remembered>): void {
    this.#current = { ...this.#current, ...change };
    try {
      this.#storage?.setItem(KEY, JSON.stringify(this.#current));
    } catch {
      // Private windows may refuse storage; the choice then lasts as long as the page.
    }
  }

  #read(): Partial<Remembered> {
    try {
      const value: unknown = JSON.parse(this.#storage?.getItem(KEY) ?? "{}");
      return typeof value === "object" && value !== null ? known(value) : {};
    } catch {
      return {};
    }
  }
}

/** What another version of this page may have kept under these names is as good as nothing. */
function known(value: Partial<Remembered>): Partial<Remembered> {
  const { background, noise, saving, mirror, ...rest } = value;
  return {
    ...rest,
    ...(background && BACKGROUNDS.includes(background) ? { background } : {}),
    ...(noise && NOISES.includes(noise) ? { noise } : {}),
    ...(saving === true ? { saving } : {}),
    ...(mirror === false ? { mirror } : {}),
  };
}
