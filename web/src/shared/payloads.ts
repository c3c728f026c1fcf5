import { type InkSignal, placeName, readInk, wireInk } from "../ink/drafts.js";
import { FARTHEST } from "../ink/points.js";
import { readThing, type Stroke, type Thing, wireThing } from "../ink/things.js";
import { type Look, MAX_ZOOM, type Spot } from "../ink/viewport.js";
import { between, type Fields, json, name, oneOf, text, whole } from "../lib/checks.js";
import { type Channel, MAX_PAYLOAD, MAX_SIGNAL } from "../protocol/messages.gen.js";

/** The payloads of everything that a meeting shares.  The server passes them on unread, so what came from another page
 * is taken apart here and nowhere else: bounded, of known shape, with known fields only, or null. */

/** Between the server's own limit and what people write. */
export const MAX_CHAT_TEXT = 2000;
export const MAX_PAGES = 2000;
export const MAX_DOCUMENT_NAME = 200;
const MAX_FILE_NAME = 400;

/** A message of the chat; `reply` is the key of what it answers. */
interface Said {
  readonly text: string;
  readonly reply?: string;
}

/** Somebody writes in the chat, or has stopped; `text` is their draft, for those who show it. */
export interface Typing {
  readonly writes: boolean;
  readonly text: string | null;
  /** To one person alone. */
  readonly to: boolean;
}

/** A file that was sent; the item's key is its id. */
export interface SentFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly kind: string;
}

/** A sent file as its leader sees it: which page, and which part of that. */
export interface ShownDocument {
  readonly kind: "document";
  readonly file: string;
  readonly name: string;
  readonly type: "pdf" | "image";
  /** From 1. */
  readonly page: number;
  readonly look: Look;
}

export type Shown = { readonly kind: "whiteboard" } | ShownDocument;

/** A line on a page of a document. */
export interface Mark {
  readonly file: string;
  /** From 1. */
  readonly page: number;
  readonly stroke: Stroke;
}

/** Somebody points at something on a page, "<file>/<page>". */
export interface Pointing extends Spot {
  readonly place: string;
}

/** What the items of each channel are. */
export interface ItemPayloads {
  chat: Said;
  files: SentFile;
  stage: Shown;
  marks: Mark;
  whiteboard: Thing;
}

/** What holds for the moment only, by channel. */
export interface SignalPayloads {
  chat: Typing;
  files: never;
  stage: Pointing;
  marks: InkSignal;
  whiteboard: InkSignal;
}

type Readers<T> = { readonly [C in Channel & keyof T]: (fields: Fields) => T[C] | null };
type Writers<T> = { readonly [C in Channel & keyof T]: (value: T[C]) => object };

function said({ text: words, reply }: Fields): Said | null {
  const found = text(words, MAX_CHAT_TEXT);
  if (found === null || found.trim() === "") return null;
  const answered = text(reply, 40);
  return answered === null ? { text: found } : { text: found, reply: answered };
}

function typing({ writes, text: draft, to }: Fields): Typing | null {
  return typeof writes === "boolean" ? { writes, text: text(draft, MAX_CHAT_TEXT), to: to === true } : null;
}

function sentFile(fields: Fields): SentFile | null {
  const [title, kind] = [text(fields.name, MAX_FILE_NAME), text(fields.kind, 40)];
  const size = between(fields.size, 0, Number.MAX_SAFE_INTEGER);
  return title === null || kind === null || size === null ? null : { name: title, size, kind };
}

function look(zoom: unknown, x: unknown, y: unknown): Look | null {
  const [nearer, across, down] = [between(zoom, 1, MAX_ZOOM), between(x, 0, 1), between(y, 0, 1)];
  return nearer === null || across === null || down === null ? null : { zoom: nearer, x: across, y: down };
}

function shown(fields: Fields): Shown | null {
  if (fields.kind === "whiteboard") return { kind: "whiteboard" };
  if (fields.kind !== "document") return null;
  const file = name(fields.file);
  const title = text(fields.name, MAX_DOCUMENT_NAME);
  const type = oneOf(fields.type, ["pdf", "image"] as const);
  const page = whole(fields.page, 1, MAX_PAGES);
  const seen = look(fields.zoom, fields.x, fields.y);
  if (!file || title === null || !type || page === null || !seen) return null;
  return { kind: "document", file, name: title, type, page, look: seen };
}

const rounded = (value: number) => Math.round(value * 10_000) / 10_000;

function wireShown(what: Shown): object {
  if (what.kind === "whiteboard") return what;
  const { look: seen, ...rest } = what;
  return { ...rest, zoom: rounded(seen.zoom), x: rounded(seen.x), y: rounded(seen.y) };
}

function mark(fields: Fields): Mark | null {
  const file = name(fields.file);
  const page = whole(fields.page, 1, MAX_PAGES);
  const stroke = readThing(fields);
  return file && page !== null && stroke && "points" in stroke ? { file, page, stroke } : null;
}

function pointing(fields: Fields): Pointing | null {
  const place = placeName(fields.place);
  const [x, y] = [whole(fields.x, -FARTHEST, FARTHEST), whole(fields.y, -FARTHEST, FARTHEST)];
  return fields.do !== "point" || place === null || x === null || y === null ? null : { place, x, y };
}

const ITEMS: Readers<ItemPayloads> = { chat: said, files: sentFile, stage: shown, marks: mark, whiteboard: readThing };
const SIGNALS: Readers<SignalPayloads> = {
  chat: typing,
  files: () => null,
  stage: pointing,
  marks: readInk,
  whiteboard: readInk,
};
const AS_ITEM: Writers<ItemPayloads> = {
  chat: (message) => message,
  files: (file) => file,
  stage: wireShown,
  marks: ({ file, page, stroke }) => ({ file, page, ...wireThing(stroke) }),
  whiteboard: wireThing,
};
const AS_SIGNAL: Writers<SignalPayloads> = {
  chat: ({ writes, text: draft, to }) => (draft === null ? { writes, to } : { writes, text: draft, to }),
  files: () => ({}),
  stage: ({ place, x, y }) => ({ do: "point", place, x: Math.round(x), y: Math.round(y) }),
  marks: wireInk,
  whiteboard: wireInk,
};

function fieldsOf(payload: string | null, most: number): Fields | null {
  return payload === null || payload.length > most ? null : json(payload);
}

/** What an item of this channel says; null for what is removed, and for what is nothing. */
export function readItem<C extends Channel>(channel: C, payload: string | null): ItemPayloads[C] | null {
  const fields = fieldsOf(payload, MAX_PAYLOAD);
  return fields && (ITEMS[channel] as (fields: Fields) => ItemPayloads[C] | null)(fields);
}

/** What somebody says for the moment; null for what is nothing. */
export function readSignal<C extends Channel>(channel: C, payload: string): SignalPayloads[C] | null {
  const fields = fieldsOf(payload, MAX_SIGNAL);
  return fields && (SIGNALS[channel] as (fields: Fields) => SignalPayloads[C] | null)(fields);
}

/** As it is sent; becomes JSON. */
export function wireItem<C extends Channel>(channel: C, value: ItemPayloads[C]): object {
  return (AS_ITEM[channel] as (value: ItemPayloads[C]) => object)(value);
}

export function wireSignal<C extends Channel>(channel: C, value: SignalPayloads[C]): object {
  return (AS_SIGNAL[channel] as (value: SignalPayloads[C]) => object)(value);
}
