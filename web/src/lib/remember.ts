/** Small choices kept in this browser.  Never secrets: storage outlives the visit and may be blocked altogether. */
export function recall(key: string): string | null {
  try {
    return globalThis.localStorage?.getItem(`resfri.${key}`) ?? null;
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    globalThis.localStorage?.setItem(`resfri.${key}`, value);
  } catch {
    // A browser that refuses to remember only costs the visitor one more tap next time.
  }
}
