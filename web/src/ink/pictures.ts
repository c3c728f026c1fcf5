import { Observable } from "../lib/observable.js";
import { HEAD_BYTES, isBearable, pictureSize } from "../lib/picture-size.js";

const LONGEST_SIDE = 2000;
/** A board shows no more than this many different pictures. */
const MOST = 60;

/** A picture from a file, no larger than `side`; null where it is none that we show. */
export async function decode(blob: Blob, side: number): Promise<ImageBitmap | null> {
  const size = pictureSize(new Uint8Array(await blob.slice(0, HEAD_BYTES).arrayBuffer()));
  if (!size || !isBearable(size)) return null;
  try {
    const whole = await createImageBitmap(blob);
    const scale = side / Math.max(whole.width, whole.height);
    if (scale >= 1) return whole;
    const [resizeWidth, resizeHeight] = [whole.width, whole.height].map((edge) =>
      Math.max(1, Math.round(edge * scale)),
    );
    const smaller = await createImageBitmap(whole, {
      resizeWidth,
      resizeHeight,
      resizeQuality: "high",
    } as ImageBitmapOptions);
    whole.close();
    return smaller;
  } catch {
    return null;
  }
}

/** The pictures of sent files, fetched when they are first asked for and kept. */
export class Pictures extends Observable {
  readonly #fetch: (file: string) => Promise<Blob>;
  readonly #known = new Map<string, ImageBitmap | null>();

  constructor(fetch: (file: string) => Promise<Blob>) {
    super();
    this.#fetch = fetch;
  }

  readonly get = (file: string): ImageBitmap | null => {
    if (!this.#known.has(file) && this.#known.size < MOST) {
      this.#known.set(file, null);
      void this.#load(file);
    }
    return this.#known.get(file) ?? null;
  };

  close(): void {
    for (const picture of this.#known.values()) picture?.close();
    this.#known.clear();
  }

  async #load(file: string): Promise<void> {
    const blob = await this.#fetch(file).catch(() => null);
    const picture = blob && (await decode(blob, LONGEST_SIDE));
    if (!picture || !this.#known.has(file)) return;
    this.#known.set(file, picture);
    this.notify();
  }
}
