import { isPhone } from "../lib/phone.js";
import { Devices } from "./devices/devices.js";

/** The devices of this browser, with what can be done to their pictures and sound. */
export function browserDevices(): Devices {
  return new Devices({
    media: globalThis.navigator?.mediaDevices,
    permissions: globalThis.navigator?.permissions,
    storage: storage(),
    secure: globalThis.isSecureContext ?? false,
    phone: isPhone(),
    treatments: {
      background: async (...given) => (await import("./background/background.js")).putBackground(...given),
      quiet: async (raw) => (await import("./noise/quiet.js")).quieten(raw),
    },
  });
}

/** Reading localStorage throws where the browser blocks it. */
function storage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
