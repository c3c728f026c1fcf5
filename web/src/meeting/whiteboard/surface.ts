import type { Drafts } from "../../ink/drafts.js";
import { paint } from "../../ink/paint.js";
import type { Pictures } from "../../ink/pictures.js";
import { bounds } from "../../ink/shapes.js";
import type { Viewport } from "../../ink/viewport.js";
import { pdfOfPicture } from "../../lib/pdf-writer.js";
import { BOARD, type Board } from "./board.js";

const PAPER = "#ffffff";
const CHOSEN = "#1558c0";
/** Of an exported picture. */
const EXPORT_WIDTH = 3200;
/** A4 lying, in points; the board is a little lower than the sheet. */
const SHEET = { width: 842, height: 526 };

interface Shown {
  readonly board: Board;
  readonly drafts: Drafts;
  readonly pictures: Pictures;
  readonly viewport: Viewport;
}

/** The board on two canvases: what lies there, and above it what moves. */
export class Surface {
  readonly #still: HTMLCanvasElement;
  readonly #moving: HTMLCanvasElement;
  readonly #shown: Shown;
  #asked = { still: false, moving: false };

  constructor(still: HTMLCanvasElement, moving: HTMLCanvasElement, shown: Shown) {
    this.#still = still;
    this.#moving = moving;
    this.#shown = shown;
  }

  resize(width: number, height: number): void {
    const density = Math.min(3, devicePixelRatio || 1);
    for (const canvas of [this.#still, this.#moving])
      Object.assign(canvas, { width: Math.round(width * density), height: Math.round(height * density) });
    this.#shown.viewport.resize({ width, height });
    this.draw();
  }

  /** Draws everything anew, with the next frame. */
  draw(): void {
    this.#ask();
    this.#asked.still = true;
  }

  /** Draws what moves. */
  drawMoving(): void {
    this.#ask();
    this.#asked.moving = true;
  }

  #ask(): void {
    if (this.#asked.still || this.#asked.moving) return;
    requestAnimationFrame(() => {
      if (this.#asked.still) this.#drawStill();
      this.#drawLoose();
      this.#asked = { still: false, moving: false };
    });
  }

  /** A canvas whose units are the board's. */
  #prepared(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
    const drawn = canvas.getContext("2d");
    if (!drawn) return null;
    const { viewport } = this.#shown;
    const density = canvas.width / viewport.screen.width;
    const { x, y } = viewport.offset;
    drawn.resetTransform();
    drawn.clearRect(0, 0, canvas.width, canvas.height);
    drawn.setTransform(viewport.scale * density, 0, 0, viewport.scale * density, x * density, y * density);
    return drawn;
  }

  #drawStill(): void {
    const canvas = this.#prepared(this.#still);
    if (!canvas) return;
    canvas.fillStyle = PAPER;
    canvas.fillRect(0, 0, BOARD.width, BOARD.height);
    this.#paintAll(canvas);
  }

  #paintAll(canvas: CanvasRenderingContext2D): void {
    const { board, pictures } = this.#shown;
    canvas.beginPath();
    canvas.rect(0, 0, BOARD.width, BOARD.height);
    canvas.clip();
    for (const { key, thing } of board.things.list)
      if (key !== board.moving && !board.erased.has(key)) paint(canvas, thing, pictures.get);
  }

  #drawLoose(): void {
    const canvas = this.#prepared(this.#moving);
    if (!canvas) return;
    const { board, drafts, pictures } = this.#shown;
    for (const stroke of drafts.in("")) paint(canvas, stroke, pictures.get);
    if (board.preview) paint(canvas, board.preview, pictures.get);
    this.#frame(canvas);
  }

  #frame(canvas: CanvasRenderingContext2D): void {
    const { board, viewport } = this.#shown;
    const { selected } = board;
    if (!selected) return;
    const pixel = 1 / viewport.scale;
    const { x, y, width, height } = bounds(board.preview ?? selected.thing);
    const gap = 4 * pixel;
    canvas.strokeStyle = canvas.fillStyle = CHOSEN;
    canvas.lineWidth = 2 * pixel;
    canvas.setLineDash(selected.mine ? [] : [6 * pixel, 4 * pixel]);
    canvas.strokeRect(x - gap, y - gap, width + 2 * gap, height + 2 * gap);
    if (!selected.mine) return;
    canvas.beginPath();
    canvas.arc(x + width, y + height, 7 * pixel, 0, 2 * Math.PI);
    canvas.fill();
  }

  /** The whole board as a picture. */
  #whole(): HTMLCanvasElement {
    const canvas = document.createElement("canvas");
    canvas.width = EXPORT_WIDTH;
    canvas.height = Math.round((EXPORT_WIDTH * BOARD.height) / BOARD.width);
    const drawn = canvas.getContext("2d");
    if (!drawn) return canvas;
    drawn.fillStyle = PAPER;
    drawn.fillRect(0, 0, canvas.width, canvas.height);
    drawn.scale(EXPORT_WIDTH / BOARD.width, EXPORT_WIDTH / BOARD.width);
    this.#paintAll(drawn);
    return canvas;
  }

  async #encoded(canvas: HTMLCanvasElement, type: string): Promise<Blob> {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, 0.92));
    return blob ?? new Blob();
  }

  png(): Promise<Blob> {
    return this.#encoded(this.#whole(), "image/png");
  }

  async pdf(): Promise<Blob> {
    const canvas = this.#whole();
    const jpeg = await this.#encoded(canvas, "image/jpeg");
    return pdfOfPicture(new Uint8Array(await jpeg.arrayBuffer()), canvas, SHEET.width, SHEET.height);
  }
}
