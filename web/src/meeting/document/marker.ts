import { newKey } from "../../shared/items.js";
import type { Drawing } from "../../ink/gestures.js";
import type { InkSignal } from "../../ink/drafts.js";
import { Pen, type Sample } from "../../ink/pen.js";
import { hit } from "../../ink/shapes.js";
import type { Mark, Pointing } from "../../shared/payloads.js";
import type { Placed, SharedThings } from "../../shared/shared-things.js";
import { Telling } from "../../ink/telling.js";
import type { Colour, Stroke } from "../../ink/things.js";
import type { Spot } from "../../ink/viewport.js";
import { Observable } from "../../lib/observable.js";
import { placeOf } from "./marks.js";

export type Tool = "hand" | "pointer" | "pen" | "highlighter" | "eraser";

const WIDTHS = { pen: 45, highlighter: 240 } as const;
const TOLERANCE = 5;
/** A pointer is told of so often at most. */
const POINT_MS = 125;

/** What one person does on the page that they see: pointing, drawing, rubbing out. */
export class Marker extends Observable implements Drawing {
  readonly #host: () => boolean;
  readonly #tell: (signal: InkSignal) => void;
  readonly #point: (pointing: Pointing) => void;
  tool: Tool = "hand";
  colour: Colour = "red";
  preview: Stroke | null = null;
  /** Where this person points. */
  pointing: Spot | null = null;
  readonly erased = new Set<string>();
  reach = 60;
  /** What is seen. */
  file = "";
  page = 1;

  #drawing: { readonly pen: Pen; readonly telling: Telling } | null = null;
  #pointTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly marks: SharedThings<"marks">,
    host: () => boolean,
    tell: (signal: InkSignal) => void,
    point: (pointing: Pointing) => void,
  ) {
    super();
    this.#host = host;
    this.#tell = tell;
    this.#point = point;
  }

  get place(): string {
    return placeOf(this.file, this.page);
  }

  /** The marks on the page that is seen. */
  get here(): readonly Placed<Mark>[] {
    return this.marks.list.filter(({ thing }) => thing.file === this.file && thing.page === this.page);
  }

  take(tool: Tool): void {
    this.tool = tool;
    this.pointing = null;
    this.notify();
  }

  setColour(colour: Colour): void {
    this.colour = colour;
    this.notify();
  }

  see(file: string, page: number): void {
    if (file === this.file && page === this.page) return;
    this.cancel();
    this.file = file;
    this.page = page;
    this.notify();
  }

  /** A host clears the page, anybody else their own. */
  clear(): void {
    const gone = this.here.filter((placed) => placed.mine || this.#host());
    this.marks.change(gone.map(({ key }) => ({ key, thing: null })));
  }

  /** The mouse is here without drawing. */
  hover(spot: Spot): void {
    if (this.tool !== "pointer") return;
    this.pointing = spot;
    if (this.#pointTimer === undefined)
      this.#pointTimer = setTimeout(() => {
        this.#pointTimer = undefined;
        if (this.pointing) this.#point({ place: this.place, ...this.pointing });
      }, POINT_MS);
    this.notify();
  }

  begin(sample: Sample, pressed: boolean): boolean {
    const { tool } = this;
    if (tool === "hand") return false;
    if (tool === "pointer") this.hover(sample);
    else if (tool === "eraser") this.#rub(sample);
    else this.#start(tool, sample, pressed);
    return true;
  }

  #start(kind: "pen" | "highlighter", sample: Sample, pressed: boolean): void {
    const colour = kind === "highlighter" && this.colour === "red" ? "yellow" : this.colour;
    const pen = new Pen(newKey(), this.place, { kind, colour, width: WIDTHS[kind] }, pressed);
    this.#drawing = { pen, telling: new Telling(this.#tell) };
    this.#drawing.telling.start(pen);
    this.#draw(pen, [sample]);
  }

  #draw(pen: Pen, samples: readonly Sample[]): void {
    pen.draw(samples);
    this.preview = pen.stroke;
    this.notify();
    const last = samples.at(-1);
    if (!pen.full || !last) return;
    this.end();
    this.#start(pen.stroke.kind, last, pen.stroke.pressure !== "");
  }

  #rub(spot: Spot): void {
    const found = this.here.findLast(
      (placed) =>
        (placed.mine || this.#host()) && !this.erased.has(placed.key) && hit(placed.thing.stroke, spot, this.reach),
    );
    if (found) this.erased.add(found.key);
    this.notify();
  }

  move(samples: readonly Sample[]): void {
    const last = samples.at(-1);
    if (!last) return;
    if (this.#drawing) this.#draw(this.#drawing.pen, samples);
    else if (this.tool === "eraser") for (const sample of samples) this.#rub(sample);
    else this.hover(last);
  }

  end(): void {
    const { file, page } = this;
    const drawing = this.#drawing;
    this.#drawing = this.preview = null;
    if (drawing) {
      drawing.telling.stop();
      const parts = drawing.pen.finished(TOLERANCE);
      const key = (at: number) => (at === 0 ? drawing.pen.key : newKey());
      this.marks.change(parts.map((stroke, at) => ({ key: key(at), thing: { file, page, stroke } })));
    }
    if (this.erased.size > 0) this.marks.change([...this.erased].map((key) => ({ key, thing: null })));
    this.erased.clear();
    this.notify();
  }

  cancel(): void {
    this.#drawing?.telling.cancel();
    this.#drawing = this.preview = this.pointing = null;
    this.erased.clear();
    this.notify();
  }
}
