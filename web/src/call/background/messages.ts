import type { Background, TreatmentTrouble } from "../devices/treated.js";

/** What the page tells its worker.  With streams the pictures flow by themselves; without, one at a time is handed
 * over and comes back. */
export type ToWorker =
  | {
      readonly type: "start";
      readonly readable: ReadableStream<VideoFrame>;
      readonly writable: WritableStream<VideoFrame>;
    }
  | { readonly type: "start"; readonly readable: null; readonly writable: null }
  | { readonly type: "use"; readonly background: Background; readonly own: ImageBitmap | null }
  | { readonly type: "picture"; readonly picture: ImageBitmap };

export type FromWorker =
  | { readonly type: "ready" }
  | { readonly type: "trouble"; readonly why: TreatmentTrouble }
  | { readonly type: "picture"; readonly picture: ImageBitmap };
