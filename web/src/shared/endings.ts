import { FILE_ENDINGS } from "../protocol/messages.gen.js";

type FileKind = keyof typeof FILE_ENDINGS;

/** Which files a chooser offers (HTML 4.10.5.1.17): those of these kinds, with endings that are turned into one and
 * without those that cannot be used there. */
export function accepted(
  kinds: readonly FileKind[],
  more: readonly string[] = [],
  but: readonly string[] = [],
): string {
  const endings: readonly string[] = kinds.flatMap((kind) => FILE_ENDINGS[kind]);
  return [...endings.filter((ending) => !but.includes(ending)), ...more].map((ending) => `.${ending}`).join();
}

/** Whether a name's ending is one of this kind's. */
export function hasEnding(name: string, kind: FileKind): boolean {
  const endings: readonly string[] = FILE_ENDINGS[kind];
  return endings.includes(name.slice(name.lastIndexOf(".") + 1).toLowerCase());
}
