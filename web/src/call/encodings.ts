import type { Source } from "../protocol/messages.gen.js";

export type Encoding = Pick<RTCRtpEncodingParameters, "maxBitrate" | "scaleResolutionDownBy" | "priority">;

const CAMERA: Encoding = { maxBitrate: 1_500_000 };
const CAMERA_LAYERS: readonly Encoding[] = [
  { maxBitrate: 150_000, scaleResolutionDownBy: 4 },
  { maxBitrate: 500_000, scaleResolutionDownBy: 2 },
  { maxBitrate: 1_500_000, scaleResolutionDownBy: 1 },
];
const SCREEN: Encoding = { maxBitrate: 2_500_000 };
/** Sound wins over picture where the network has no room for both. */
const MICROPHONE: Encoding = { maxBitrate: 40_000, priority: "high" };

/** The wanted limits of a sender that the offer gave `count` encodings, lowest layer first. */
export function encodingsFor(source: Source, count: number): readonly Encoding[] | null {
  if (count === 0) return null;
  if (source === "camera") return count === CAMERA_LAYERS.length ? CAMERA_LAYERS : count === 1 ? [CAMERA] : null;
  if (source === "microphone") return [MICROPHONE];
  return source === "screen" ? [SCREEN] : null;
}
