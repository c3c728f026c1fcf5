/** What kind of picture bytes are, and how large, read from their beginning without decoding anything: a small file
 * may hold a picture that no memory can. */

export interface PictureSize {
  readonly kind: "png" | "jpeg" | "webp";
  readonly width: number;
  readonly height: number;
}

const MAX_PICTURE_PIXELS = 64_000_000;
const MAX_PICTURE_SIDE = 16_384;
/** So much of a file is enough; a JPEG may have metadata before its size. */
export const HEAD_BYTES = 512 * 1024;

const starts = (bytes: Uint8Array, at: number, text: string) =>
  [...text].every((letter, index) => bytes[at + index] === letter.charCodeAt(0));

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** PNG: the IHDR chunk comes first (ISO/IEC 15948, 11.2.2). */
function png(bytes: Uint8Array): PictureSize | null {
  if (bytes.length < 24 || !starts(bytes, 1, "PNG\r\n\x1a\n") || !starts(bytes, 12, "IHDR")) return null;
  const data = view(bytes);
  return { kind: "png", width: data.getUint32(16), height: data.getUint32(20) };
}

/** JPEG: the first start-of-frame segment (ITU-T T.81, B.2.2). */
function jpeg(bytes: Uint8Array): PictureSize | null {
  const data = view(bytes);
  for (let at = 2; at + 9 < bytes.length;) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] as number;
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame) return { kind: "jpeg", height: data.getUint16(at + 5), width: data.getUint16(at + 7) };
    at += marker === 0xff ? 1 : 2 + data.getUint16(at + 2);
  }
  return null;
}

/** WebP: lossy, lossless or extended (RFC 9649, section 2). */
function webp(bytes: Uint8Array): PictureSize | null {
  if (bytes.length < 30 || !starts(bytes, 8, "WEBP")) return null;
  const data = view(bytes);
  if (starts(bytes, 12, "VP8 "))
    return { kind: "webp", width: data.getUint16(26, true) & 0x3fff, height: data.getUint16(28, true) & 0x3fff };
  if (starts(bytes, 12, "VP8L")) {
    const bits = data.getUint32(21, true);
    return { kind: "webp", width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  const edge = (at: number) => data.getUint16(at, true) + ((bytes[at + 2] as number) << 16) + 1;
  return starts(bytes, 12, "VP8X") ? { kind: "webp", width: edge(24), height: edge(27) } : null;
}

/** null: none of the kinds that we show, or broken. */
export function pictureSize(bytes: Uint8Array): PictureSize | null {
  if (starts(bytes, 0, "\x89P")) return png(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpeg(bytes);
  return starts(bytes, 0, "RIFF") ? webp(bytes) : null;
}

export function isBearable({ width, height }: PictureSize): boolean {
  const sides = Math.max(width, height) <= MAX_PICTURE_SIDE && Math.min(width, height) > 0;
  return sides && width * height <= MAX_PICTURE_PIXELS;
}
