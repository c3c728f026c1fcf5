import type { Box, Colour, Outline, Segment, Stroke, Thing, Writing } from "./things.js";

/** Draws things on a canvas whose units are those of the board. */

export type Canvas = CanvasRenderingContext2D;

export const INKS: { readonly [C in Colour]: string } = {
  black: "#1c2421",
  blue: "#1558c0",
  green: "#17713f",
  red: "#c0261f",
  orange: "#c25700",
  purple: "#7a3fb0",
  yellow: "#ffd94a",
  white: "#ffffff",
};

/** The paper of sticky notes. */
const PAPERS: { readonly [C in Colour]: string } = {
  black: "#dfe4e1",
  blue: "#cfe1ff",
  green: "#cdeed8",
  red: "#ffd5d1",
  orange: "#ffe0c2",
  purple: "#e8d9fa",
  yellow: "#fff2b0",
  white: "#ffffff",
};
const INK_ON_PAPER = "#1c2421";
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif';
const LINE_HEIGHT = 1.3;
/** From the top of a line to the foot of its letters. */
const ASCENT = 1.02;
const PADDING = 0.07;

function stroke(canvas: Canvas, thing: Stroke): void {
  const { points, pressure, width } = thing;
  const value = (at: number) => points[at] as number;
  canvas.lineCap = canvas.lineJoin = "round";
  if (thing.kind === "highlighter") canvas.globalAlpha = 0.38;
  if (points.length === 2) {
    canvas.beginPath();
    canvas.arc(value(0), value(1), width / 2, 0, 2 * Math.PI);
    canvas.fill();
    return;
  }
  if (pressure) return pressed(canvas, thing);
  canvas.lineWidth = width;
  canvas.beginPath();
  canvas.moveTo(value(0), value(1));
  for (let at = 2; at + 3 < points.length; at += 2) {
    const [x, y] = [value(at), value(at + 1)];
    canvas.quadraticCurveTo(x, y, (x + value(at + 2)) / 2, (y + value(at + 3)) / 2);
  }
  canvas.lineTo(value(points.length - 2), value(points.length - 1));
  canvas.stroke();
}

/** A line as thick as the pen was pressed. */
function pressed(canvas: Canvas, { points, pressure, width }: Stroke): void {
  const value = (at: number) => points[at] as number;
  for (let at = 0; at + 3 < points.length; at += 2) {
    canvas.lineWidth = width * (0.5 + Number(pressure[at / 2 + 1]) / 9);
    canvas.beginPath();
    canvas.moveTo(value(at), value(at + 1));
    canvas.lineTo(value(at + 2), value(at + 3));
    canvas.stroke();
  }
}

function segment(canvas: Canvas, { kind, from, to, width }: Segment): void {
  canvas.lineWidth = width;
  canvas.lineCap = canvas.lineJoin = "round";
  canvas.beginPath();
  canvas.moveTo(...from);
  canvas.lineTo(...to);
  canvas.stroke();
  if (kind === "line") return;
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  const head = Math.max(width * 4, 120);
  canvas.beginPath();
  for (const turn of [-0.5, 0.5]) {
    canvas.moveTo(...to);
    canvas.lineTo(to[0] - head * Math.cos(angle + turn), to[1] - head * Math.sin(angle + turn));
  }
  canvas.stroke();
}

function outline(canvas: Canvas, { kind, box, width }: Outline): void {
  canvas.lineWidth = width;
  canvas.lineJoin = "round";
  canvas.beginPath();
  if (kind === "rectangle") canvas.rect(box.x, box.y, box.width, box.height);
  else canvas.ellipse(box.x + box.width / 2, box.y + box.height / 2, box.width / 2, box.height / 2, 0, 0, 2 * Math.PI);
  canvas.stroke();
}

/** The lines of a text that is `width` wide; a word that is wider is broken. */
function wrap(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(" ")) {
      const longer = line ? `${line} ${word}` : word;
      if (measure(longer) <= width) {
        line = longer;
        continue;
      }
      if (line) lines.push(line);
      line = "";
      for (const letter of word) {
        if (line && measure(line + letter) > width) {
          lines.push(line);
          line = "";
        }
        line += letter;
      }
    }
    lines.push(line);
  }
  return lines;
}

interface Fit {
  readonly lines: readonly string[];
  readonly size: number;
}
const fits = new WeakMap<Writing, Fit>();

/** The lines, and the largest letters up to the wanted size with which they fit. */
function fitted(canvas: Canvas, thing: Writing, { width, height }: Box): Fit {
  const known = fits.get(thing);
  if (known) return known;
  for (let size = thing.size; ; size *= 0.85) {
    canvas.font = `${size}px ${FONT}`;
    const lines = wrap(thing.text, width, (each) => canvas.measureText(each).width);
    if (lines.length * size * LINE_HEIGHT > height && size >= 40) continue;
    fits.set(thing, { lines, size });
    return { lines, size };
  }
}

function writing(canvas: Canvas, thing: Writing): void {
  const { kind, box, colour } = thing;
  const note = kind === "note";
  const padding = note ? Math.min(box.width, box.height) * PADDING : 0;
  if (note) {
    canvas.fillStyle = PAPERS[colour];
    canvas.shadowColor = "rgb(0 0 0 / 25%)";
    canvas.shadowBlur = 6;
    canvas.shadowOffsetY = 2;
    canvas.fillRect(box.x, box.y, box.width, box.height);
    canvas.shadowColor = "transparent";
    canvas.fillStyle = INK_ON_PAPER;
  }
  const inner = {
    x: box.x + padding,
    y: box.y + padding,
    width: Math.max(1, box.width - 2 * padding),
    height: Math.max(1, box.height - 2 * padding),
  };
  canvas.beginPath();
  canvas.rect(box.x, box.y, box.width, box.height);
  canvas.clip();
  const fit = fitted(canvas, thing, inner);
  canvas.font = `${fit.size}px ${FONT}`;
  fit.lines.forEach((line, at) => canvas.fillText(line, inner.x, inner.y + (at * LINE_HEIGHT + ASCENT) * fit.size));
}

/** How high a text of this width becomes. */
export function textHeight(canvas: Canvas, text: string, width: number, size: number): number {
  canvas.font = `${size}px ${FONT}`;
  return Math.ceil(wrap(text, width, (each) => canvas.measureText(each).width).length * size * LINE_HEIGHT);
}

function picture(canvas: Canvas, box: Box, image: CanvasImageSource | null): void {
  if (image) {
    canvas.drawImage(image, box.x, box.y, box.width, box.height);
    return;
  }
  canvas.fillStyle = "#e7ecea";
  canvas.fillRect(box.x, box.y, box.width, box.height);
}

/** `image` finds the picture of a sent file, or null while it is not here. */
export function paint(canvas: Canvas, thing: Thing, image: (file: string) => CanvasImageSource | null): void {
  canvas.save();
  if ("colour" in thing) canvas.strokeStyle = canvas.fillStyle = INKS[thing.colour];
  if ("points" in thing) stroke(canvas, thing);
  else if ("from" in thing) segment(canvas, thing);
  else if ("text" in thing) writing(canvas, thing);
  else if ("file" in thing) picture(canvas, thing.box, image(thing.file));
  else outline(canvas, thing);
  canvas.restore();
}
