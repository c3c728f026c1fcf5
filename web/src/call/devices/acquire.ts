import { noteTrouble } from "../../lib/troubles.js";
import type { DeviceKind, DeviceWorld } from "./world.js";
import type { Remembered } from "./memory.js";
import { type Trouble, troubleOf } from "./trouble.js";

type Found = readonly [track: MediaStreamTrack | null, trouble: Trouble | null];

/** The wanted device, or any other of its kind when that one is gone.  `letGo` stops what is open of this kind; phones
 * cannot open a second camera beside the first. */
export async function acquire(
  world: DeviceWorld,
  kind: DeviceKind,
  id: string | null,
  remembered: Readonly<Remembered>,
  letGo: () => boolean = () => false,
): Promise<Found> {
  if (!world.media?.getUserMedia) return [null, world.secure ? "unsupported" : "insecure"];
  try {
    const stream = await world.media.getUserMedia(constraints(world, kind, id, remembered));
    return [stream.getTracks()[0] ?? null, "missing"];
  } catch (error) {
    const trouble = troubleOf(error, await permission(world, kind));
    noteTrouble(`${kind}_${trouble}`);
    if (trouble === "busy" && letGo()) return acquire(world, kind, id, remembered);
    if (id && (trouble === "missing" || trouble === "busy")) return acquire(world, kind, null, remembered, letGo);
    return [null, trouble];
  }
}

/** How large and how often pictures are taken. */
export function pictureOf(world: Pick<DeviceWorld, "phone">, saving: boolean): MediaTrackConstraints {
  const [width, height] = saving ? [480, 270] : world.phone ? [960, 540] : [1280, 720];
  return { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: saving ? 12 : 30 } };
}

function constraints(
  world: DeviceWorld,
  kind: DeviceKind,
  id: string | null,
  { noise, saving }: Readonly<Remembered>,
): MediaStreamConstraints {
  const deviceId = id ? { exact: id } : undefined;
  if (kind === "camera") return { video: { deviceId, ...pictureOf(world, saving), facingMode: "user" } };
  const noiseSuppression = noise === "browser";
  return { audio: { deviceId, echoCancellation: true, noiseSuppression, autoGainControl: true } };
}

async function permission(world: DeviceWorld, kind: DeviceKind): Promise<PermissionState | null> {
  try {
    const status = await world.permissions?.query({ name: kind as PermissionName });
    return status?.state ?? null;
  } catch {
    return null;
  }
}
