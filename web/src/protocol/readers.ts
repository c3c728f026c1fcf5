/** What the generated decoder is put together from.  A reader answers the value it was made for, with known fields only;
 * it throws `Malformed` for what no version of the service would send. */

/** Something that only a newer service says: whatever holds it is left out, and nothing else suffers. */
export const LATER = Symbol("later");
export type Later = typeof LATER;
export type Read<T> = (value: unknown) => T | Later;
export type Untagged<T> = Omit<T, "type">;
/** A reader for every message of a union, by its type. */
export type Readers<M extends { type: string }> = {
  readonly [T in M["type"]]: Read<Untagged<Extract<M, { type: T }>>>;
};

export class Malformed extends Error {}

function malformed(): never {
  throw new Malformed();
}

export const string: Read<string> = (value) => (typeof value === "string" ? value : malformed());
export const boolean: Read<boolean> = (value) => (typeof value === "boolean" ? value : malformed());
export const number: Read<number> = (value) =>
  typeof value === "number" && Number.isFinite(value) ? value : malformed();

export const nullable =
  <T>(read: Read<T>): Read<T | null> =>
  (value) =>
    value === null ? null : read(value);

/** As `nullable`; what is not understood is null as well. */
export const optional =
  <T>(read: Read<T>): Read<T | null> =>
  (value) => {
    const found = value === null ? null : read(value);
    return found === LATER ? null : found;
  };

/** One of the known words; another one stands for `instead`. */
export const open =
  <T extends string>(known: readonly T[], instead: T | Later): Read<T> =>
  (value) =>
    known.find((word) => word === value) ?? (typeof value === "string" ? instead : malformed());

export const oneOf = <T extends string>(...known: readonly T[]): Read<T> => open<T>(known, LATER);

export const list =
  <T>(read: Read<T>): Read<T[]> =>
  (value) =>
    Array.isArray(value) ? value.map(read).filter((each): each is T => each !== LATER) : malformed();

export const record =
  <K extends string, V>(key: Read<K>, read: Read<V>): Read<Record<K, V>> =>
  (value) => {
    if (!isRecord(value)) return malformed();
    const entries = Object.entries(value).map(([name, each]) => [key(name), read(each)] as const);
    return Object.fromEntries(entries.filter((entry) => !entry.includes(LATER as never))) as Record<K, V>;
  };

export function shape<T>(fields: { readonly [K in keyof T]-?: Read<T[K]> }): Read<T> {
  const readers = Object.entries(fields) as [string, Read<unknown>][];
  return (value) => {
    if (!isRecord(value)) return malformed();
    const read = readers.map(([name, field]) => [name, field(value[name])] as const);
    return read.some(([, field]) => field === LATER) ? LATER : (Object.fromEntries(read) as T);
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
