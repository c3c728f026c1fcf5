/** For tests: what a page that wants to do harm might send, the same for every run of the same seed. */

export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // xorshift32 (Marsaglia 2003)
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const ODD: readonly unknown[] = [
  null,
  true,
  "",
  "constructor",
  "__proto__",
  "‮gul",
  "<img src=x onerror=alert(1)>",
  -1,
  0,
  0.5,
  1e308,
  -1e308,
  2 ** 53,
  [],
  {},
  [[]],
  [null, null],
  "x".repeat(5000),
  Array.from({ length: 300 }, () => 99_999),
];

function odd(random: () => number, depth: number): unknown {
  const at = Math.floor(random() * (ODD.length + 2));
  if (at < ODD.length) return structuredClone(ODD[at]);
  if (depth > 3) return random() * 1e6;
  if (at === ODD.length) return Array.from({ length: Math.floor(random() * 6) }, () => odd(random, depth + 1));
  return Object.fromEntries(Array.from({ length: 3 }, (_, key) => [`k${key}`, odd(random, depth + 1)]));
}

/** The good payload with some of its fields replaced, removed or added, or text that is no JSON at all. */
export function hostile(good: object, random: () => number): string {
  if (random() < 0.1)
    return ["", "{", "null", "[]", '"x"', "1e999", "\u0000", '{"kind":'][Math.floor(random() * 8)] as string;
  const fields: Record<string, unknown> = structuredClone(good) as Record<string, unknown>;
  for (const key of Object.keys(fields)) {
    if (random() < 0.25) fields[key] = odd(random, 0);
    if (random() < 0.08) fields[key] = undefined;
    const value = fields[key];
    if (Array.isArray(value) && random() < 0.3) value[Math.floor(random() * value.length)] = odd(random, 0);
  }
  if (random() < 0.2) fields[`more${random()}`] = odd(random, 0);
  return JSON.stringify(fields);
}
