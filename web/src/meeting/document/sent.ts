import { oneOf } from "../../lib/checks.js";
import { readItem } from "../../shared/payloads.js";
import { hasEnding } from "../../shared/endings.js";
import type { Item } from "../../protocol/messages.gen.js";

const KINDS = ["pdf", "image", "office"] as const;

/** A file in the meeting that can be shown. */
export interface ShowableFile {
  readonly id: string;
  readonly name: string;
  readonly kind: (typeof KINDS)[number];
}

/** The newest first. */
export function showable(items: readonly Item[]): readonly ShowableFile[] {
  const found = items.flatMap(({ key, payload }) => {
    const file = readItem("files", payload);
    const kind = oneOf(file?.kind, KINDS);
    return file?.name && kind ? [{ id: key, name: file.name, kind }] : [];
  });
  return found.reverse();
}

export const isOffice = (name: string) => hasEnding(name, "office");

/** A name that says what is in the file. */
export function named(name: string, blob: Blob, kind: "pdf" | "image"): string {
  if (kind === "pdf") return /\.pdf$/i.test(name) ? name : `${name}.pdf`;
  if (/\.(png|jpe?g|webp)$/i.test(name)) return name;
  return `${name}.${blob.type === "image/png" ? "png" : blob.type === "image/webp" ? "webp" : "jpg"}`;
}
