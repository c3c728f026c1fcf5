import { type Paged, Unshowable } from "./paged.js";

export type Kind = "pdf" | "image";

/** By what is in it; the name says nothing. */
export async function kindOf(blob: Blob): Promise<Kind> {
  const head = new Uint8Array(await blob.slice(0, 1024).arrayBuffer());
  const text = String.fromCharCode(...head);
  if (text.includes("%PDF-")) return "pdf";
  if (text.startsWith("\x89PNG") || text.startsWith("\xff\xd8") || text.startsWith("RIFF")) return "image";
  throw new Unshowable("unknown_kind");
}

/** Rejects with Unshowable. */
export async function open(blob: Blob): Promise<Paged> {
  if ((await kindOf(blob)) === "image") return (await import("./picture.js")).openPicture(blob);
  return (await import("./pdf.js")).openPdf(blob);
}
