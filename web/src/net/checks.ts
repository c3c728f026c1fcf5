/** Checks of what comes from outside, and how they are put together. */

export type Check = (value: unknown) => boolean;
/** Every field of a message has a check; the compiler tells when the wire grows one that has none. */
type Shape<T> = { readonly [K in keyof T]-?: Check };

export const string: Check = (value) => typeof value === "string";
export const number: Check = (value) => typeof value === "number" && Number.isFinite(value);
export const boolean: Check = (value) => typeof value === "boolean";
export const nullable =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
export const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    allowed.includes(value as string);
export const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

export function shape<T>(fields: Shape<T>): Check {
  const checks = Object.entries(fields) as [string, Check][];
  return (value) => isRecord(value) && checks.every(([key, check]) => check(value[key]));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export type Untagged<T> = Omit<T, "type">;
