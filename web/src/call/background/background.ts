import { scriptUrl } from "../../lib/script-url.js";
import type { Background, TreatedPicture, TreatmentTrouble } from "../devices/treated.js";
import { throughCanvas } from "./canvas.js";
import type { FromWorker, ToWorker } from "./messages.js";
import { ownPicture } from "./own-picture.js";
import workerUrl from "./worker.ts?worker&url";

const PATIENCE_MS = 20_000;

/** Breakout boxes, which the library's types do not know yet (mediacapture-transform). */
interface Streams {
  MediaStreamTrackProcessor?: new (init: { track: MediaStreamTrack; maxBufferSize: number }) => {
    readable: ReadableStream<VideoFrame>;
  };
  MediaStreamTrackGenerator?: new (init: { kind: "video" }) => MediaStreamTrack & {
    writable: WritableStream<VideoFrame>;
  };
}

/** Another background behind whoever is in `raw`.  Everything happens on this machine, in a worker. */
export async function putBackground(
  raw: MediaStreamTrack,
  background: Background,
  trouble: (why: TreatmentTrouble) => void,
): Promise<TreatedPicture> {
  const worker = new Worker(scriptUrl(workerUrl));
  const send = (message: ToWorker, transfer: Transferable[] = []): void => worker.postMessage(message, transfer);
  const use = async (wanted: Background): Promise<void> => {
    const own = wanted === "own" ? await ownPicture() : null;
    send({ type: "use", background: wanted, own }, own ? [own] : []);
  };
  const { track, stop } = connect(raw, worker, send);
  try {
    await use(background);
    await ready(worker);
  } catch (error) {
    worker.terminate();
    stop();
    throw error;
  }
  worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
    if (data.type === "trouble") trouble(data.why);
  });
  worker.addEventListener("error", () => trouble("failed"));
  return {
    track,
    change: (wanted) => void use(wanted),
    stop: () => {
      worker.terminate();
      stop();
      track.stop();
    },
  };
}

function connect(raw: MediaStreamTrack, worker: Worker, send: (message: ToWorker, transfer?: Transferable[]) => void) {
  const { MediaStreamTrackProcessor, MediaStreamTrackGenerator } = globalThis as Streams;
  if (!MediaStreamTrackProcessor || !MediaStreamTrackGenerator) return throughCanvas(raw, worker, send);
  // A clone of the camera's track, so that the treatment can end without ending the camera.
  const source = raw.clone();
  const { readable } = new MediaStreamTrackProcessor({ track: source, maxBufferSize: 1 });
  const track = new MediaStreamTrackGenerator({ kind: "video" });
  const { writable } = track;
  send({ type: "start", readable, writable }, [readable, writable] as unknown as Transferable[]);
  return { track: track as MediaStreamTrack, stop: () => source.stop() };
}

function ready(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("the background did not come")), PATIENCE_MS);
    const settle = (done: () => void): void => {
      clearTimeout(late);
      worker.removeEventListener("message", heard);
      worker.removeEventListener("error", failed);
      done();
    };
    const failed = (): void => settle(() => reject(new Error("the background could not be loaded")));
    const heard = ({ data }: MessageEvent<FromWorker>): void => {
      if (data.type === "ready") settle(resolve);
      else if (data.type === "trouble") failed();
    };
    worker.addEventListener("message", heard);
    worker.addEventListener("error", failed);
  });
}
