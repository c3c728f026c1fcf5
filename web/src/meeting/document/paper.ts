import { decode } from "../../ink/pictures.js";
import { Unshowable } from "./paged.js";

const PAPER_SIDE = 2000;
const QUALITY = 0.85;

/** A photograph made smaller and written anew: what the camera noted beside it, as where it was taken, is gone. */
export async function paperFrom(photo: Blob): Promise<Blob> {
  const picture = await decode(photo, PAPER_SIDE);
  if (!picture) throw new Unshowable("unknown_kind");
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: picture.width, height: picture.height });
  canvas.getContext("2d")?.drawImage(picture, 0, 0);
  picture.close();
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (!blob) throw new Unshowable("too_large");
  return blob;
}
