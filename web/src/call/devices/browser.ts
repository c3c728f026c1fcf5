import type { DeviceWorld } from "./devices.js";

export function isPhone(): boolean {
  const coarse = globalThis.matchMedia?.("(pointer: coarse)").matches ?? false;
  return coarse && Math.min(globalThis.screen?.width ?? 9999, globalThis.screen?.height ?? 9999) < 600;
}

export function browserWorld(): DeviceWorld {
  return {
    media: globalThis.navigator?.mediaDevices,
    permissions: globalThis.navigator?.permissions,
    storage: storage(),
    secure: globalThis.isSecureContext ?? false,
    phone: isPhone(),
    treatments: {
      background: async (...given) => (await import("../background/background.js")).putBackground(...given),
      quiet: async (raw) => (await import("../noise/quiet.js")).quieten(raw),
    },
  };
}

/** Reading localStorage throws where the browser blocks it. */
function storage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
