import { json, name, whole } from "../../ink/checks.js";
import { MAX_PAGES } from "../../shared/presented.js";
import { readThing, type Stroke, wireThing } from "../../ink/things.js";

/** A line on a page of a document.  A page is as wide as PAGE_UNITS, whatever its height. */
export interface Mark {
  readonly file: string;
  readonly page: number;
  readonly stroke: Stroke;
}

export const PAGE_UNITS = 10_000;

export function parseMark(payload: string): Mark | null {
  const fields = json(payload);
  const file = name(fields?.file);
  const page = whole(fields?.page, 1, MAX_PAGES);
  const stroke = fields && readThing(fields);
  if (!file || page === null || !stroke || !("points" in stroke)) return null;
  return { file, page, stroke };
}

export function wireMark({ file, page, stroke }: Mark): object {
  return { file, page, ...wireThing(stroke) };
}

export const placeOf = (file: string, page: number) => `${file}/${page}`;
