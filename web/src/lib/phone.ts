export function isPhone(): boolean {
  const coarse = globalThis.matchMedia?.("(pointer: coarse)").matches ?? false;
  return coarse && Math.min(globalThis.screen?.width ?? 9999, globalThis.screen?.height ?? 9999) < 600;
}
