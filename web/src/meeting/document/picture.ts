import { decode } from "../../ink/pictures.js";
import { HEAD_BYTES, isBearable, pictureSize } from "../../lib/picture-size.js";
import { type Paged, type Part, Unshowable } from "./paged.js";

/** Kept no larger than this, which is more than any screen shows at once. */
const LONGEST_SIDE = 4000;

class OnePicture implements Paged {
  readonly #bitmap: ImageBitmap;
  readonly pages = 1;

  constructor(bitmap: ImageBitmap) {
    this.#bitmap = bitmap;
  }

  async size() {
    const { width, height } = this.#bitmap;
    return { width, height };
  }

  async draw(_page: number, canvas: HTMLCanvasElement, { scale, x, y }: Part): Promise<void> {
    const drawn = canvas.getContext("2d");
    if (!drawn) return;
    drawn.setTransform(scale, 0, 0, scale, x, y);
    drawn.imageSmoothingQuality = "high";
    drawn.drawImage(this.#bitmap, 0, 0);
  }

  async text(): Promise<string> {
    return "";
  }

  close(): void {
    this.#bitmap.close();
  }
}

export async function openPicture(blob: Blob): Promise<Paged> {
  const size = pictureSize(new Uint8Array(await blob.slice(0, HEAD_BYTES).arrayBuffer()));
  if (!size) throw new Unshowable("unknown_kind");
  if (!isBearable(size)) throw new Unshowable("too_large");
  const bitmap = await decode(blob, LONGEST_SIDE);
  if (!bitmap) throw new Unshowable("broken");
  return new OnePicture(bitmap);
}
