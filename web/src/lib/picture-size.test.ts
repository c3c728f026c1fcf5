import { expect, it } from "vitest";
import { isBearable, pictureSize } from "./picture-size.js";
import { pdfOfPicture } from "./pdf-writer.js";

const bytes = (...parts: (string | number[])[]) =>
  new Uint8Array(
    parts.flatMap((part) => (typeof part === "string" ? [...part].map((each) => each.charCodeAt(0)) : part)),
  );
const png = (width: number[], height: number[]) =>
  bytes([0x89], "PNG\r\n", [0x1a, 0x0a], [0, 0, 0, 13], "IHDR", width, height, [8, 2, 0, 0, 0]);

it("reads how large a picture is from its head", () => {
  expect(pictureSize(png([0, 0, 3, 32], [0, 0, 2, 88]))).toEqual({ kind: "png", width: 800, height: 600 });
  const jpeg = bytes([
    0xff, 0xd8, 0xff, 0xe1, 0, 6, 1, 2, 3, 4, 0xff, 0xc2, 0, 17, 8, 0x02, 0x58, 0x03, 0x20, 3, 0, 0, 0,
  ]);
  expect(pictureSize(jpeg)).toEqual({ kind: "jpeg", width: 800, height: 600 });
  const lossless = bytes("RIFF", [0, 0, 0, 0], "WEBPVP8L", [0, 0, 0, 0, 0x2f, 0x1f, 0xc3, 0x95, 0x00, 0, 0, 0, 0, 0]);
  expect(pictureSize(lossless)).toEqual({ kind: "webp", width: 800, height: 600 });
  const extended = bytes("RIFF", [0, 0, 0, 0], "WEBPVP8X", [10, 0, 0, 0, 0, 0, 0, 0, 0x1f, 3, 0, 0x57, 2, 0]);
  expect(pictureSize(extended)).toEqual({ kind: "webp", width: 800, height: 600 });
});

it("what is no picture has no size, cut anywhere", () => {
  const whole = png([0, 0, 3, 32], [0, 0, 2, 88]);
  for (let length = 0; length < 24; length += 1) expect(pictureSize(whole.slice(0, length))).toBe(null);
  expect(pictureSize(bytes("GIF89a", [1, 0, 1, 0]))).toBe(null);
  expect(pictureSize(bytes([0xff, 0xd8, 0x00, 0x01, 2, 3, 4, 5, 6, 7, 8, 9, 10]))).toBe(null);
  // A segment that is longer than the file.
  expect(pictureSize(bytes([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0]))).toBe(null);
});

it("a picture that no memory can hold is known before it is decoded", () => {
  const huge = pictureSize(png([0, 0, 0xc3, 0x50], [0, 0, 0xc3, 0x50]));
  expect(huge && isBearable(huge)).toBe(false);
  const none = pictureSize(png([0, 0, 0, 0], [0, 0, 0, 9]));
  expect(none && isBearable(none)).toBe(false);
  expect(isBearable({ kind: "jpeg", width: 8192, height: 6144 })).toBe(true);
});

it("writes a PDF whose table finds every object", async () => {
  const picture = new Uint8Array([0xff, 0xd8, 1, 2, 3, 0xff, 0xd9]);
  const text = new TextDecoder("latin1").decode(
    await pdfOfPicture(picture, { width: 4, height: 3 }, 842, 526).arrayBuffer(),
  );
  const table = Number(/startxref\n(\d+)/.exec(text)?.[1]);
  expect(text.slice(table, table + 4)).toBe("xref");
  const offsets = [...text.slice(table).matchAll(/(\d{10}) 00000 n/g)].map((match) => Number(match[1]));
  expect(offsets).toHaveLength(5);
  offsets.forEach((offset, at) => expect(text.slice(offset).startsWith(`${at + 1} 0 obj`)).toBe(true));
});
