import type { Source } from "../../protocol/messages.gen.js";

/** `scalabilityMode` as in WebRTC-SVC section 5.1; the library's type lacks it. */
export interface Encoding extends Pick<RTCRtpEncodingParameters, "maxBitrate" | "scaleResolutionDownBy" | "priority"> {
  readonly scalabilityMode?: "L1T1" | "L1T3";
}

const CAMERA: Encoding = { maxBitrate: 1_500_000 };
const CAMERA_LAYERS: readonly Encoding[] = [
  { maxBitrate: 150_000, scaleResolutionDownBy: 4 },
  { maxBitrate: 500_000, scaleResolutionDownBy: 2 },
  { maxBitrate: 1_500_000, scaleResolutionDownBy: 1 },
];
const SCREEN: Encoding = { maxBitrate: 2_500_000, scalabilityMode: "L1T1" };
/** Sound wins over picture where the network has no room for both. */
const MICROPHONE: Encoding = { maxBitrate: 40_000, priority: "high" };

/** The wanted limits of a sender that the offer gave `count` encodings, lowest layer first.  `codec` is the MIME type
 * of what it sends. */
export function encodingsFor(source: Source, count: number, codec: string): readonly Encoding[] | null {
  if (count === 0) return null;
  if (source === "camera") return camera(count, codec);
  if (source === "microphone") return [MICROPHONE];
  return source === "screen" ? [SCREEN] : null;
}

/** The media server drops time layers of VP8 only.  Without a mode, VP9 and AV1 would put all layers into one stream. */
function camera(count: number, codec: string): readonly Encoding[] | null {
  if (count === 1) return [CAMERA];
  if (count !== CAMERA_LAYERS.length) return null;
  const scalabilityMode = codec.toLowerCase() === "video/vp8" ? "L1T3" : "L1T1";
  return CAMERA_LAYERS.map((layer) => ({ ...layer, scalabilityMode }));
}

/** Sets what is wanted.  A browser that refuses the modes is asked for the limits alone, and one that refuses those
 * too sends with its own. */
export async function encode(sender: RTCRtpSender, source: Source): Promise<void> {
  const { codecs, encodings } = sender.getParameters();
  const wanted = encodingsFor(source, encodings?.length ?? 0, codecs?.[0]?.mimeType ?? "");
  if (!wanted || isSet(encodings, wanted)) return;
  await set(sender, wanted, true)
    .catch(() => set(sender, wanted, false))
    .catch(() => undefined);
}

async function set(sender: RTCRtpSender, wanted: readonly Encoding[], modes: boolean): Promise<void> {
  const parameters = sender.getParameters();
  parameters.encodings = parameters.encodings.map((encoding, index) => {
    const { scalabilityMode, ...limits } = wanted[index] ?? {};
    return { ...encoding, ...limits, ...(modes && scalabilityMode ? { scalabilityMode } : {}) };
  });
  await sender.setParameters(parameters);
}

function isSet(present: readonly Encoding[], wanted: readonly Encoding[]): boolean {
  return wanted.every(({ maxBitrate, scalabilityMode }, index) => {
    const now = present[index];
    return now?.maxBitrate === maxBitrate && (!scalabilityMode || now?.scalabilityMode === scalabilityMode);
  });
}
