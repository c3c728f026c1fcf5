import type { Treatments } from "./treated.js";

export type DeviceKind = "microphone" | "camera";

/** The parts of the browser that devices need; tests pass fakes. */
export interface DeviceWorld {
  readonly media: MediaDevices | undefined;
  readonly permissions: Permissions | undefined;
  readonly storage: Pick<Storage, "getItem" | "setItem"> | null;
  readonly secure: boolean;
  readonly phone: boolean;
  readonly treatments: Treatments;
}
