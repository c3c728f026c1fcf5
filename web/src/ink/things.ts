import { type Fields, name, oneOf, text, whole } from "../lib/checks.js";
import { FARTHEST, fromSteps, type Points, type Pressure, toSteps } from "./points.js";

/** What can be drawn and put on a board or a page, in the units of what it is on. */

export const COLOURS = ["black", "blue", "green", "red", "orange", "purple", "yellow", "white"] as const;
export type Colour = (typeof COLOURS)[number];

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Stroke {
  readonly kind: "pen" | "highlighter";
  readonly colour: Colour;
  readonly width: number;
  readonly points: Points;
  readonly pressure: Pressure;
}

export interface Segment {
  readonly kind: "line" | "arrow";
  readonly colour: Colour;
  readonly width: number;
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

export interface Outline {
  readonly kind: "rectangle" | "ellipse";
  readonly colour: Colour;
  readonly width: number;
  readonly box: Box;
}

export interface Writing {
  readonly kind: "text" | "note";
  readonly colour: Colour;
  readonly size: number;
  readonly box: Box;
  readonly text: string;
}

export interface Picture {
  readonly kind: "image";
  /** The sent file. */
  readonly file: string;
  readonly name: string;
  readonly box: Box;
}

export type Thing = Stroke | Segment | Outline | Writing | Picture;
export type Kind = Thing["kind"];

export const MAX_TEXT = 2000;
export const MAX_NAME = 200;
export const SMALLEST = 40;

const coordinate = (value: unknown) => whole(value, -FARTHEST, FARTHEST);

function box(value: unknown): Box | null {
  if (!Array.isArray(value) || value.length !== 4) return null;
  const [x, y] = [coordinate(value[0]), coordinate(value[1])];
  const [width, height] = [whole(value[2], 0, FARTHEST), whole(value[3], 0, FARTHEST)];
  return x === null || y === null || width === null || height === null ? null : { x, y, width, height };
}

function spot(value: unknown): readonly [number, number] | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [x, y] = [coordinate(value[0]), coordinate(value[1])];
  return x === null || y === null ? null : [x, y];
}

/** One digit a point, or nothing. */
export function pressureFor(value: unknown, points: Points): Pressure | null {
  const pressure = text(value, points.length);
  if (pressure === null || !/^\d*$/.test(pressure)) return null;
  return pressure.length === 0 || pressure.length === points.length / 2 ? pressure : null;
}

function stroke(kind: Stroke["kind"], fields: Fields): Stroke | null {
  const colour = oneOf(fields.colour, COLOURS);
  const width = whole(fields.width, 1, 2000);
  const points = fromSteps(fields.steps);
  const pressure = points && pressureFor(fields.pressure, points);
  if (colour === null || width === null || points === null || pressure === null) return null;
  return { kind, colour, width, points, pressure };
}

function segment(kind: Segment["kind"], fields: Fields): Segment | null {
  const colour = oneOf(fields.colour, COLOURS);
  const width = whole(fields.width, 1, 2000);
  const [from, to] = [spot(fields.from), spot(fields.to)];
  return colour && width && from && to ? { kind, colour, width, from, to } : null;
}

function outline(kind: Outline["kind"], fields: Fields): Outline | null {
  const colour = oneOf(fields.colour, COLOURS);
  const width = whole(fields.width, 1, 2000);
  const around = box(fields.box);
  return colour && width && around ? { kind, colour, width, box: around } : null;
}

function writing(kind: Writing["kind"], fields: Fields): Writing | null {
  const colour = oneOf(fields.colour, COLOURS);
  const size = whole(fields.size, 20, 4000);
  const around = box(fields.box);
  const words = text(fields.text, MAX_TEXT);
  return colour && size && around && words !== null ? { kind, colour, size, box: around, text: words } : null;
}

function picture(fields: Fields): Picture | null {
  const file = name(fields.file);
  const title = text(fields.name, MAX_NAME);
  const around = box(fields.box);
  return file && title !== null && around ? { kind: "image", file, name: title, box: around } : null;
}

/** Null for what cannot be drawn. */
export function readThing(fields: Fields): Thing | null {
  const { kind } = fields;
  if (kind === "pen" || kind === "highlighter") return stroke(kind, fields);
  if (kind === "line" || kind === "arrow") return segment(kind, fields);
  if (kind === "rectangle" || kind === "ellipse") return outline(kind, fields);
  if (kind === "text" || kind === "note") return writing(kind, fields);
  return kind === "image" ? picture(fields) : null;
}

const list = ({ x, y, width, height }: Box) => [x, y, width, height];

/** As it is sent. */
export function wireThing(thing: Thing): object {
  if ("points" in thing) {
    const { points, ...rest } = thing;
    return { ...rest, steps: toSteps(points) };
  }
  return "box" in thing ? { ...thing, box: list(thing.box) } : thing;
}
