import type { Drafts } from "../../ink/drafts.js";
import { paint } from "../../ink/paint.js";
import type { Viewport } from "../../ink/viewport.js";
import type { Marker } from "./marker.js";
import { PAGE_UNITS } from "./marks.js";
import type { Paged, Unshowable } from "./paged.js";
import type { Pointers } from "./pointers.js";

const POINTER = "#c0261f";
/** Moving about is over when nothing has moved for so long; only then the page is drawn sharp again. */
const STILL_MS = 90;

interface Shown {
  readonly marker: Marker;
  readonly drafts: Drafts;
  readonly pointers: Pointers;
  readonly viewport: Viewport;
  nameOf(participant: string): string;
  failed(error: Unshowable): void;
}

interface Drawn {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** A page on the lower canvas, only the part that is seen and as sharp as the screen; marks on the upper one. */
export class PageView {
  readonly #still: HTMLCanvasElement;
  readonly #moving: HTMLCanvasElement;
  readonly #shown: Shown;
  #paged: Paged | null = null;
  #page = 1;
  #stop = new AbortController();
  #drawn: Drawn | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = false;

  constructor(still: HTMLCanvasElement, moving: HTMLCanvasElement, shown: Shown) {
    this.#still = still;
    this.#moving = moving;
    this.#shown = shown;
  }

  get #density(): number {
    return Math.min(3, devicePixelRatio || 1);
  }

  /** Shows another page, in the look that the viewport has. */
  async show(paged: Paged, page: number): Promise<void> {
    const { viewport } = this.#shown;
    this.#paged = paged;
    this.#page = page;
    try {
      const { width, height } = await paged.size(page);
      if (this.#paged !== paged || this.#page !== page) return;
      viewport.content = { width: PAGE_UNITS, height: (PAGE_UNITS * height) / width };
      viewport.show(viewport.look);
      this.#drawn = null;
      await this.#sharpen();
    } catch (error) {
      this.#shown.failed(error as Unshowable);
    }
  }

  resize(width: number, height: number): void {
    this.#shown.viewport.resize({ width, height });
    this.looked();
  }

  /** The view has moved: what is there moves along at once, and is drawn anew when it rests. */
  looked(): void {
    this.#follow();
    this.drawMarks();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#sharpen(), STILL_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#stop.abort();
    this.#paged = null;
  }

  #follow(): void {
    const drawn = this.#drawn;
    if (!drawn) return;
    const { scale, offset } = this.#shown.viewport;
    const by = scale / drawn.scale;
    const [x, y] = [offset.x - drawn.x * by, offset.y - drawn.y * by];
    this.#still.style.setProperty("transform", `translate(${x}px, ${y}px) scale(${by})`);
  }

  async #sharpen(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stop.abort();
    const stop = new AbortController();
    this.#stop = stop;
    const paged = this.#paged;
    const page = this.#page;
    const density = this.#density;
    if (!paged) return;
    const { viewport } = this.#shown;
    const { scale, offset, screen, content } = viewport;
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: Math.round(screen.width * density), height: Math.round(screen.height * density) });
    try {
      const { width } = await paged.size(page);
      const part = { scale: ((scale * PAGE_UNITS) / width) * density, x: offset.x * density, y: offset.y * density };
      await paged.draw(page, canvas, part, stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) this.#shown.failed(error as Unshowable);
      return;
    }
    if (stop.signal.aborted) return;
    this.#swap(canvas, {
      x: offset.x * density,
      y: offset.y * density,
      width: content.width * scale * density,
      height: content.height * scale * density,
    });
    this.#drawn = { scale, ...offset };
    this.#follow();
    this.drawMarks();
  }

  /** Only the page itself, and not what was drawn beside it. */
  #swap(canvas: HTMLCanvasElement, page: { x: number; y: number; width: number; height: number }): void {
    const still = this.#still;
    Object.assign(still, { width: canvas.width, height: canvas.height });
    const drawn = still.getContext("2d");
    if (!drawn) return;
    drawn.beginPath();
    drawn.rect(page.x, page.y, page.width, page.height);
    drawn.clip();
    drawn.drawImage(canvas, 0, 0);
  }

  // --- marks

  drawMarks(): void {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      this.#paintMarks();
    });
  }

  #paintMarks(): void {
    const moving = this.#moving;
    const density = this.#density;
    const { viewport, marker, drafts, pointers } = this.#shown;
    const [width, height] = [viewport.screen.width, viewport.screen.height].map((side) => Math.round(side * density));
    if (moving.width !== width || moving.height !== height) Object.assign(moving, { width, height });
    const canvas = moving.getContext("2d");
    if (!canvas) return;
    canvas.resetTransform();
    canvas.clearRect(0, 0, moving.width, moving.height);
    const scale = viewport.scale * density;
    canvas.setTransform(scale, 0, 0, scale, viewport.offset.x * density, viewport.offset.y * density);
    canvas.save();
    canvas.beginPath();
    canvas.rect(0, 0, viewport.content.width, viewport.content.height);
    canvas.clip();
    const nothing = () => null;
    for (const { key, thing } of marker.here) if (!marker.erased.has(key)) paint(canvas, thing.stroke, nothing);
    for (const stroke of drafts.in(marker.place)) paint(canvas, stroke, nothing);
    if (marker.preview) paint(canvas, marker.preview, nothing);
    canvas.restore();
    for (const pointer of pointers.in(marker.place)) this.#pointer(canvas, pointer, this.#shown.nameOf(pointer.author));
    if (marker.pointing) this.#pointer(canvas, marker.pointing, "");
  }

  #pointer(canvas: CanvasRenderingContext2D, { x, y }: { x: number; y: number }, name: string): void {
    const pixel = 1 / this.#shown.viewport.scale;
    canvas.fillStyle = POINTER;
    canvas.strokeStyle = "#ffffff";
    canvas.lineWidth = 2 * pixel;
    canvas.beginPath();
    canvas.arc(x, y, 8 * pixel, 0, 2 * Math.PI);
    canvas.fill();
    canvas.stroke();
    if (!name) return;
    canvas.font = `600 ${13 * pixel}px system-ui, sans-serif`;
    const wide = canvas.measureText(name).width + 14 * pixel;
    canvas.fillRect(x + 12 * pixel, y - 11 * pixel, wide, 22 * pixel);
    canvas.fillStyle = "#ffffff";
    canvas.fillText(name, x + 19 * pixel, y + 5 * pixel);
  }
}
