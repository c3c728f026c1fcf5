import type { PDFDocumentProxy, PDFPageProxy, RenderTask } from "pdfjs-dist";
// The build for browsers of the last years: the other one needs what an old iPhone will never have.
import { getDocument, PDFWorker } from "pdfjs-dist/legacy/build/pdf.mjs";
import { MAX_PAGES } from "../../shared/payloads.js";
import { scriptUrl } from "../../lib/script-url.js";
import { MAX_SIDE, type Paged, type Part, Unshowable, within } from "./paged.js";
import { OwnParts, workerAddress } from "./pdf-parts.js";

const OPEN_MS = 30_000;
const DRAW_MS = 20_000;
const TEXT_MS = 10_000;
/** Pixels of one picture in a document, and bytes of what is drawn on the way. */
const MAX_IMAGE = 40_000_000;
const MAX_CANVAS_BYTES = 256 * 1024 * 1024;
const MAX_TEXT = 100_000;

/** No script in the document runs, nothing is made of its text but letters, and nothing is fetched for it but our own
 * fonts and character maps. */
const CAREFUL = {
  enableXfa: false,
  useSystemFonts: false,
  useWorkerFetch: false,
  maxImageSize: MAX_IMAGE,
  canvasMaxAreaInBytes: MAX_CANVAS_BYTES,
  BinaryDataFactory: OwnParts,
  cMapUrl: "/",
  standardFontDataUrl: "/",
  wasmUrl: "/",
  verbosity: 0,
} as const;

function troubleOf(error: unknown): Unshowable {
  if (error instanceof Unshowable) return error;
  return new Unshowable((error as Error | null)?.name === "PasswordException" ? "encrypted" : "broken");
}

class Pdf implements Paged {
  readonly #document: PDFDocumentProxy;
  readonly #worker: Worker;
  readonly #opened = new Map<number, Promise<PDFPageProxy>>();
  #drawing: RenderTask | null = null;

  constructor(document: PDFDocumentProxy, worker: Worker) {
    this.#document = document;
    this.#worker = worker;
  }

  get pages(): number {
    return this.#document.numPages;
  }

  #page(page: number): Promise<PDFPageProxy> {
    const known = this.#opened.get(page) ?? within(OPEN_MS, this.#document.getPage(page));
    this.#opened.set(page, known);
    return known.catch((error: unknown) => Promise.reject(troubleOf(error)));
  }

  async size(page: number) {
    const { width, height } = (await this.#page(page)).getViewport({ scale: 1 });
    const sound = width > 0 && height > 0 && Math.max(width, height) <= MAX_SIDE;
    if (!sound) throw new Unshowable("too_large");
    return { width, height };
  }

  async draw(page: number, canvas: HTMLCanvasElement, { scale, x, y }: Part, stop: AbortSignal): Promise<void> {
    const opened = await this.#page(page);
    if (stop.aborted) return;
    const viewport = opened.getViewport({ scale, offsetX: x, offsetY: y });
    const task = opened.render({ canvas, viewport, background: "#ffffff" });
    this.#drawing = task;
    stop.addEventListener("abort", () => task.cancel());
    try {
      await within(DRAW_MS, task.promise);
    } catch (error) {
      task.cancel();
      if (!stop.aborted) throw troubleOf(error);
    }
  }

  async text(page: number): Promise<string> {
    try {
      const content = await within(TEXT_MS, (await this.#page(page)).getTextContent());
      const words = content.items.map((item) => ("str" in item ? item.str + (item.hasEOL ? "\n" : "") : ""));
      return words.join("").slice(0, MAX_TEXT);
    } catch {
      return "";
    }
  }

  close(): void {
    this.#drawing?.cancel();
    void this.#document.loadingTask.destroy().catch(() => undefined);
    this.#worker.terminate();
  }
}

export async function openPdf(blob: Blob): Promise<Paged> {
  const worker = new Worker(scriptUrl(workerAddress), { type: "module" });
  const data = new Uint8Array(await blob.arrayBuffer());
  const task = getDocument({ ...CAREFUL, data, worker: PDFWorker.create({ port: worker }) });
  try {
    const failed = new Promise<never>((_, reject) => {
      worker.onerror = () => reject(new Unshowable("broken"));
    });
    const document = await within(OPEN_MS, Promise.race([task.promise, failed]));
    if (document.numPages > MAX_PAGES) throw new Unshowable("too_many_pages");
    return new Pdf(document, worker);
  } catch (error) {
    void task.destroy().catch(() => undefined);
    worker.terminate();
    throw troubleOf(error);
  }
}
