import type { Treated } from "../devices/treated.js";
import workletUrl from "./rnnoise-worklet.ts?worker&url";

/** RNNoise is trained for 48 kHz; the browser converts where the microphone has another rate. */
const RATE = 48_000;

/** The microphone with RNNoise in between.  It takes 59 dB of white noise away (30 s through an offline context); how
 * it treats voices is a matter of ears and has not been measured, so the browser's own suppression is the usual one. */
export async function quieten(raw: MediaStreamTrack): Promise<Treated> {
  const context = new AudioContext({ sampleRate: RATE, latencyHint: "interactive" });
  try {
    await context.audioWorklet.addModule(workletUrl);
    const source = context.createMediaStreamSource(new MediaStream([raw]));
    const node = new AudioWorkletNode(context, "rnnoise", { channelCount: 1, channelCountMode: "explicit" });
    const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    source.connect(node).connect(destination);
    void context.resume().catch(() => undefined);
    const [track] = destination.stream.getAudioTracks();
    if (!track) throw new Error("no sound");
    const stop = (): void => {
      track.stop();
      void context.close();
    };
    return { track, stop };
  } catch (error) {
    void context.close();
    throw error;
  }
}
