/** What somebody else's page has sent is taken apart with these, and nothing else: each answers a value of the
 * wanted kind or null. */

export type Fields = Readonly<Record<string, unknown>>;

function object(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

export function json(text: string | null): Fields | null {
  try {
    return object(JSON.parse(text ?? "null"));
  } catch {
    return null;
  }
}

export function whole(value: unknown, least: number, most: number): number | null {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most ? value : null;
}

export function between(value: unknown, least: number, most: number): number | null {
  return typeof value === "number" && value >= least && value <= most ? value : null;
}

export function text(value: unknown, most: number): string | null {
  return typeof value === "string" && value.length <= most ? value : null;
}

export function oneOf<T extends string>(value: unknown, values: readonly T[]): T | null {
  return values.find((each) => each === value) ?? null;
}

/** A name of an item or a file, as the wire allows it. */
export function name(value: unknown): string | null {
  return typeof value === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(value) ? value : null;
}
