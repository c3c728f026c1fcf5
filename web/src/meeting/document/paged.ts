import type { Size } from "../../ink/viewport.js";

/** Why a document is not shown. */
export type Trouble =
  "broken" | "encrypted" | "too_many_pages" | "too_large" | "too_slow" | "unknown_kind" | "not_here";

export class Unshowable extends Error {
  constructor(readonly trouble: Trouble) {
    super(trouble);
  }
}

/** Which part of a page goes onto a canvas: `scale` pixels per unit of the page, whose corner is at `x`, `y`. */
export interface Part {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** A document by its pages, which count from 1.  Everything rejects with Unshowable. */
export interface Paged {
  readonly pages: number;
  /** In points. */
  size(page: number): Promise<Size>;
  draw(page: number, canvas: HTMLCanvasElement, part: Part, stop: AbortSignal): Promise<void>;
  /** What a screen reader reads. */
  text(page: number): Promise<string>;
  close(): void;
}

export const MAX_SIDE = 20_000;

/** What `promise` gives, or Unshowable when it takes too long. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unshowable("too_slow")), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
