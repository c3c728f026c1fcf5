import { newKey } from "../../shared/items.js";
import type { Drawing } from "../../ink/gestures.js";
import { Pen, type Sample } from "../../ink/pen.js";
import { between, bounds, drawnTo, hit, moved, stretched } from "../../ink/shapes.js";
import type { Placed, SharedThings } from "../../shared/shared-things.js";
import type { InkSignal } from "../../ink/drafts.js";
import { Telling } from "../../ink/telling.js";
import { type Box, type Colour, type Kind, type Picture, type Thing, type Writing } from "../../ink/things.js";
import type { Spot } from "../../ink/viewport.js";
import { Observable } from "../../lib/observable.js";

export type Tool = "select" | "eraser" | Exclude<Kind, "image">;
export type Thickness = 0 | 1 | 2;
export type Writ = "text" | "note";

/** The board, in its own units; it is the same on every screen. */
export const BOARD: Box = { x: 0, y: 0, width: 16_000, height: 10_000 };
const WIDTHS = [30, 60, 120] as const;
const SIZES = [400, 560, 800] as const;
const HIGHLIGHTER = 5;
/** Of what a tool makes with one key or one tap. */
const GIVEN = { width: 3000, height: 2000 };
const NOTE = { width: 2600, height: 2000 };
const TOLERANCE = 6;
/** Drawn shorter than this, it was a tap. */
const TAP = 100;

type Going =
  | { readonly what: "pen"; readonly pen: Pen; readonly telling: Telling }
  | { readonly what: "shape"; readonly from: Spot }
  | { readonly what: "move" | "stretch"; readonly key: string; readonly original: Thing; readonly from: Spot }
  | { readonly what: "write"; readonly from: Spot }
  | { readonly what: "erase" };

/** What one person does on the whiteboard: the tool in hand, what is chosen, and what is under way. */
export class Board extends Observable implements Drawing {
  readonly #host: () => boolean;
  readonly #tell: (signal: InkSignal) => void;
  tool: Tool = "pen";
  colour: Colour = "black";
  thickness: Thickness = 1;
  /** The key of what is chosen. */
  chosen: string | null = null;
  /** Being drawn, moved or stretched. */
  preview: Thing | null = null;
  /** Being erased: gone for oneself already. */
  readonly erased = new Set<string>();
  /** How near is near enough, in the board's units. */
  reach = 60;
  /** Somebody wants to write here. */
  onWrite: (writing: Writing, key: string | null) => void = () => undefined;

  #going: Going | null = null;

  constructor(
    readonly things: SharedThings<"whiteboard">,
    host: () => boolean,
    tell: (signal: InkSignal) => void,
  ) {
    super();
    this.#host = host;
    this.#tell = tell;
  }

  /** What is covered by the preview. */
  get moving(): string | null {
    const going = this.#going;
    return going && "key" in going ? going.key : null;
  }

  get selected(): Placed<Thing> | null {
    return this.chosen === null ? null : this.things.get(this.chosen);
  }

  choose(key: string | null): void {
    this.chosen = key;
    this.notify();
  }

  take(tool: Tool): void {
    this.tool = tool;
    if (tool !== "select") this.chosen = null;
    this.notify();
  }

  /** Also recolours what is chosen. */
  setColour(colour: Colour): void {
    this.colour = colour;
    this.#alter((thing) => ("colour" in thing ? { ...thing, colour } : thing));
  }

  setThickness(thickness: Thickness): void {
    this.thickness = thickness;
    this.#alter((thing) => {
      if ("size" in thing) return { ...thing, size: SIZES[thickness] };
      if (!("width" in thing)) return thing;
      return { ...thing, width: WIDTHS[thickness] * (thing.kind === "highlighter" ? HIGHLIGHTER : 1) };
    });
  }

  #alter(change: (thing: Thing) => Thing): void {
    const { selected } = this;
    if (selected?.mine) this.things.change([{ key: selected.key, thing: change(selected.thing) }]);
    this.notify();
  }

  nudge(dx: number, dy: number): void {
    this.#alter((thing) => moved(thing, dx, dy, BOARD));
  }

  grow(dx: number, dy: number): void {
    this.#alter((thing) => {
      const { x, y, width, height } = bounds(thing);
      return stretched(thing, drawnTo(thing, { x: x + width + dx, y: y + height + dy }));
    });
  }

  /** Whether this person may take it away. */
  mayRemove(placed: Placed<Thing>): boolean {
    return placed.mine || this.#host();
  }

  remove(): void {
    const { selected } = this;
    if (selected && this.mayRemove(selected)) this.things.change([{ key: selected.key, thing: null }]);
    this.choose(null);
  }

  /** A host clears the board, anybody else their own. */
  clear(): void {
    this.chosen = null;
    const gone = this.things.list.filter((placed) => this.mayRemove(placed));
    this.things.change(gone.map(({ key }) => ({ key, thing: null })));
  }

  /** Puts something of the tool in hand in the middle of what is seen, as with the keyboard. */
  addAt({ x, y }: Spot): void {
    const { tool } = this;
    if (tool === "text" || tool === "note") return this.#write(tool, { x, y });
    if (tool === "select" || tool === "eraser" || tool === "pen" || tool === "highlighter") return;
    const { width, height } = GIVEN;
    this.#add(this.#shape({ x: x - width / 2, y: y - height / 2 }, { x: x + width / 2, y: y + height / 2 }));
  }

  addPicture(picture: Omit<Picture, "kind" | "box">, size: { width: number; height: number }, at: Spot): void {
    const scale = Math.min(6000 / size.width, 5000 / size.height);
    const [width, height] = [Math.round(size.width * scale), Math.round(size.height * scale)];
    const box = { x: Math.round(at.x - width / 2), y: Math.round(at.y - height / 2), width, height };
    this.#add({ kind: "image", ...picture, box });
  }

  /** What was written; empty text removes. */
  written(writing: Writing, key: string | null): void {
    const thing = writing.text.trim() === "" ? null : (moved(writing, 0, 0, BOARD) as Writing);
    if (key !== null) this.things.change([{ key, thing }]);
    else if (thing) this.#add(thing);
    this.notify();
  }

  edit(placed: Placed<Thing>): void {
    const { thing, key, mine } = placed;
    if (mine && (thing.kind === "text" || thing.kind === "note")) this.onWrite(thing, key);
  }

  #add(thing: Thing): void {
    const key = newKey();
    this.things.change([{ key, thing: moved(thing, 0, 0, BOARD) }]);
    this.take("select");
    this.choose(key);
  }

  #write(kind: Writ, { x, y }: Spot): void {
    const size = SIZES[this.thickness];
    const { width, height } = kind === "note" ? NOTE : { width: 5000, height: Math.round(size * 1.3) };
    const note = kind === "note" && (this.colour === "black" || this.colour === "white");
    const box = { x: Math.round(x - (kind === "note" ? width / 2 : 0)), y: Math.round(y - height / 2), width, height };
    this.onWrite({ kind, colour: note ? "yellow" : this.colour, size, box, text: "" }, null);
  }

  #shape(from: Spot, to: Spot): Thing {
    const { colour, tool } = this;
    const width = WIDTHS[this.thickness];
    if (tool === "rectangle" || tool === "ellipse") return { kind: tool, colour, width, box: between(from, to) };
    const ends = [from, to].map(({ x, y }) => [Math.round(x), Math.round(y)] as const);
    const [start, end] = ends as [readonly [number, number], readonly [number, number]];
    return { kind: tool === "arrow" ? "arrow" : "line", colour, width, from: start, to: end };
  }

  // --- with a finger, a pen or the mouse

  begin(sample: Sample, pressed: boolean): boolean {
    const { tool } = this;
    if (tool === "select") return this.#grasp(sample);
    if (tool === "eraser") {
      this.#going = { what: "erase" };
      this.#rub(sample);
    } else if (tool === "text" || tool === "note") this.#going = { what: "write", from: sample };
    else if (tool === "pen" || tool === "highlighter") this.#startPen(tool, pressed, sample);
    else this.#going = { what: "shape", from: sample };
    return true;
  }

  #startPen(kind: "pen" | "highlighter", pressed: boolean, sample: Sample): void {
    const width = WIDTHS[this.thickness] * (kind === "highlighter" ? HIGHLIGHTER : 1);
    const pen = new Pen(newKey(), "", { kind, colour: this.colour, width }, pressed);
    const telling = new Telling(this.#tell);
    this.#going = { what: "pen", pen, telling };
    telling.start(pen);
    this.#draw(pen, [sample]);
  }

  #draw(pen: Pen, samples: readonly Sample[]): void {
    pen.draw(samples);
    this.preview = pen.stroke;
    this.notify();
    const last = samples.at(-1);
    if (!pen.full || !last) return;
    this.end();
    this.#startPen(pen.stroke.kind, pen.stroke.pressure !== "", last);
  }

  /** Grasps what is chosen by its corner, or what lies under the finger. */
  #grasp(spot: Spot): boolean {
    const { selected } = this;
    if (selected?.mine) {
      const { x, y, width, height } = bounds(selected.thing);
      const near = Math.hypot(spot.x - x - width, spot.y - y - height) <= this.reach * 2;
      if (near) {
        this.#going = { what: "stretch", key: selected.key, original: selected.thing, from: spot };
        return true;
      }
    }
    const found = this.#under(spot, () => true);
    this.choose(found?.key ?? null);
    if (!found?.mine) return found !== null;
    this.#going = { what: "move", key: found.key, original: found.thing, from: spot };
    return true;
  }

  #under(spot: Spot, wanted: (placed: Placed<Thing>) => boolean): Placed<Thing> | null {
    const { list } = this.things;
    return list.findLast((placed) => wanted(placed) && hit(placed.thing, spot, this.reach)) ?? null;
  }

  #rub(spot: Spot): void {
    const found = this.#under(spot, (placed) => this.mayRemove(placed) && !this.erased.has(placed.key));
    if (found) this.erased.add(found.key);
    this.notify();
  }

  move(samples: readonly Sample[]): void {
    const going = this.#going;
    const last = samples.at(-1);
    if (!going || !last) return;
    if (going.what === "pen") return this.#draw(going.pen, samples);
    if (going.what === "erase") return samples.forEach((sample) => this.#rub(sample));
    if (going.what === "shape") this.preview = this.#shape(going.from, last);
    else if (going.what === "move")
      this.preview = moved(going.original, last.x - going.from.x, last.y - going.from.y, BOARD);
    else if (going.what === "stretch") this.preview = stretched(going.original, drawnTo(going.original, last));
    this.notify();
  }

  end(): void {
    const { preview } = this;
    const going = this.#going;
    this.#going = this.preview = null;
    if (!going) return;
    if (going.what === "pen") this.#putDown(going.pen, going.telling);
    else if (going.what === "erase") this.#rubbedOut();
    else if (going.what === "write") this.addAt(going.from);
    else if (going.what === "shape") {
      const drawn = preview && bounds(preview);
      if (preview && drawn && Math.max(drawn.width, drawn.height) > TAP) this.#add(preview);
      else this.addAt(going.from);
    } else if ("key" in going && preview) this.things.change([{ key: going.key, thing: preview }]);
    this.notify();
  }

  #putDown(pen: Pen, telling: Telling): void {
    telling.stop();
    const parts = pen.finished(TOLERANCE);
    this.things.change(parts.map((thing, at) => ({ key: at === 0 ? pen.key : newKey(), thing })));
  }

  #rubbedOut(): void {
    const changes = [...this.erased].map((key) => ({ key, thing: null }));
    this.erased.clear();
    if (changes.length > 0) this.things.change(changes);
  }

  cancel(): void {
    if (this.#going?.what === "pen") this.#going.telling.cancel();
    this.#going = this.preview = null;
    this.erased.clear();
    this.notify();
  }
}
