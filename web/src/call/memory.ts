/** What this browser remembers about its devices from one meeting to the next: ids and switches, nothing personal. */
export interface Remembered {
  microphoneId: string | null;
  cameraId: string | null;
  speakerId: string | null;
  /** Null until the person has chosen once. */
  microphoneOn: boolean | null;
  cameraOn: boolean | null;
}

const KEY = "resfri.devices";
const NOTHING: Remembered = {
  microphoneId: null,
  cameraId: null,
  speakerId: null,
  microphoneOn: null,
  cameraOn: null,
};

export class DeviceMemory {
  private current: Remembered;

  constructor(private readonly storage: Pick<Storage, "getItem" | "setItem"> | null) {
    this.current = { ...NOTHING, ...this.read() };
  }

  get value(): Readonly<Remembered> {
    return this.current;
  }

  update(change: Partial<Remembered>): void {
    this.current = { ...this.current, ...change };
    try {
      this.storage?.setItem(KEY, JSON.stringify(this.current));
    } catch {
      // Private windows may refuse storage; the choice then lasts as long as the page.
    }
  }

  private read(): Partial<Remembered> {
    try {
      const value: unknown = JSON.parse(this.storage?.getItem(KEY) ?? "{}");
      return typeof value === "object" && value !== null ? (value as Partial<Remembered>) : {};
    } catch {
      return {};
    }
  }
}
