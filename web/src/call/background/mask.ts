/** What the model sees and answers: pixels of its input, row by row. */
export const WIDTH = 256;
export const HEIGHT = 144;

/** Below `LOW` it is surely the room, above `HIGH` surely the person; between them the edge is soft. */
const LOW = 0.35;
const HIGH = 0.65;
/** How much of the newest answer goes into the mask; the rest is what was there, against flickering edges. */
const NEWEST = 0.65;

/** RGBA bytes, 4 per pixel, as RGB floats of 0..1, 3 per pixel, into `into`. */
export function toInput(rgba: ArrayLike<number>, into: Float32Array): void {
  for (let from = 0, to = 0; to < into.length; from += 4, to += 3) {
    into[to] = (rgba[from] ?? 0) / 255;
    into[to + 1] = (rgba[from + 1] ?? 0) / 255;
    into[to + 2] = (rgba[from + 2] ?? 0) / 255;
  }
}

/** Mixes the model's newest answer (0..1 per pixel, 1 is a person) into `kept`, and writes it as the opacity of RGBA
 * bytes. */
export function toOpacity(answer: ArrayLike<number>, kept: Float32Array, rgba: Uint8ClampedArray): void {
  for (let i = 0; i < kept.length; i++) {
    const value = (answer[i] ?? 0) * NEWEST + (kept[i] ?? 0) * (1 - NEWEST);
    kept[i] = value;
    const step = Math.min(1, Math.max(0, (value - LOW) / (HIGH - LOW)));
    rgba[i * 4 + 3] = step * step * (3 - 2 * step) * 255;
  }
}

/** The part of a picture of `width` by `height` that fills a frame of another shape, in its middle. */
export function cover(width: number, height: number, intoWidth: number, intoHeight: number) {
  const scale = Math.min(width / intoWidth, height / intoHeight);
  const [w, h] = [intoWidth * scale, intoHeight * scale];
  return { x: (width - w) / 2, y: (height - h) / 2, width: w, height: h };
}
