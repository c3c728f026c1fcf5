import type { Background } from "../devices/treated.js";
import { cover, HEIGHT, toOpacity, WIDTH } from "./mask.js";
import { drawScene, isScene } from "./scenes.js";
import type { Segmenter } from "./segmenter.js";

export type Picture = VideoFrame | ImageBitmap;

/** A room is unrecognisable at this size with this blur, and both cost little. */
const ROOM_WIDTH = 320;
const BLUR = "blur(9px)";
const EDGE = 18;
const SPECK = { width: 20, height: 12 };

/** Puts another background behind the person in each picture. */
export class Painter {
  readonly #segmenter: Segmenter;
  background: Background = "blur";
  own: ImageBitmap | null = null;
  readonly #small = surface(WIDTH, HEIGHT, true);
  readonly #mask = surface(WIDTH, HEIGHT);
  readonly #room = surface(ROOM_WIDTH, 180);
  readonly #speck = surface(SPECK.width, SPECK.height);
  readonly #out = surface(WIDTH, HEIGHT);
  readonly #scene = surface(WIDTH, HEIGHT);
  readonly #opacity = new ImageData(WIDTH, HEIGHT);
  readonly #kept = new Float32Array(WIDTH * HEIGHT);
  #sceneOf = "";

  constructor(segmenter: Segmenter) {
    this.#segmenter = segmenter;
  }

  /** The finished picture stays in this canvas until the next one.  `fresh`: ask the model again. */
  async paint(picture: Picture, fresh: boolean): Promise<OffscreenCanvas> {
    const [width, height] = sizeOf(picture);
    fit(this.#out, width, height);
    if (fresh) await this.#find(picture);
    const out = this.#out;
    out.globalCompositeOperation = "copy";
    out.filter = "blur(3px)";
    out.drawImage(this.#mask.canvas, 0, 0, width, height);
    out.filter = "none";
    out.globalCompositeOperation = "source-in";
    out.drawImage(picture, 0, 0, width, height);
    out.globalCompositeOperation = "destination-over";
    out.drawImage(this.#behind(picture, width, height), 0, 0, width, height);
    return out.canvas;
  }

  async #find(picture: Picture): Promise<void> {
    this.#small.drawImage(picture, 0, 0, WIDTH, HEIGHT);
    const answer = await this.#segmenter.segment(this.#small.getImageData(0, 0, WIDTH, HEIGHT).data);
    toOpacity(answer, this.#kept, this.#opacity.data);
    this.#mask.putImageData(this.#opacity, 0, 0);
  }

  #behind(picture: Picture, width: number, height: number): OffscreenCanvas {
    if (isScene(this.background) || (this.background === "own" && this.own)) return this.#still(width, height);
    fit(this.#room, ROOM_WIDTH, Math.round((ROOM_WIDTH * height) / width));
    const { canvas } = this.#room;
    // Where the browser knows no filters, these few pixels are all that is shown of the room.
    this.#speck.drawImage(picture, 0, 0, SPECK.width, SPECK.height);
    this.#room.filter = BLUR;
    const source = this.#room.filter === BLUR ? picture : this.#speck.canvas;
    // A little larger than the frame, because a blur fades at its edges.
    this.#room.drawImage(source, -EDGE, -EDGE, canvas.width + 2 * EDGE, canvas.height + 2 * EDGE);
    return canvas;
  }

  /** Drawn once for each size and choice. */
  #still(width: number, height: number): OffscreenCanvas {
    const key = `${this.background} ${width} ${height}`;
    if (key === this.#sceneOf) return this.#scene.canvas;
    this.#sceneOf = key;
    fit(this.#scene, width, height);
    if (isScene(this.background)) drawScene(this.#scene, this.background, width, height);
    else if (this.own) {
      const part = cover(this.own.width, this.own.height, width, height);
      this.#scene.drawImage(this.own, part.x, part.y, part.width, part.height, 0, 0, width, height);
    }
    return this.#scene.canvas;
  }

  /** Another picture of one's own, or none. */
  use(background: Background, own: ImageBitmap | null): void {
    this.background = background;
    if (own) this.own = own;
    this.#sceneOf = "";
  }
}

function surface(width: number, height: number, read = false): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: read });
  if (!context) throw new Error("no canvas");
  context.imageSmoothingQuality = "high";
  return context;
}

function fit({ canvas }: OffscreenCanvasRenderingContext2D, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

function sizeOf(picture: Picture): readonly [number, number] {
  return "displayWidth" in picture ? [picture.displayWidth, picture.displayHeight] : [picture.width, picture.height];
}
