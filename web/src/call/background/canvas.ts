import type { FromWorker, ToWorker } from "./messages.js";

const FRAME_MS = 1000 / 24;

/** Hands pictures to the worker and back one at a time, for browsers that cannot give it the stream. */
export function throughCanvas(
  raw: MediaStreamTrack,
  worker: Worker,
  send: (message: ToWorker, transfer?: Transferable[]) => void,
): { readonly track: MediaStreamTrack; stop(): void } {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([raw]);
  void video.play().catch(() => undefined);
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("bitmaprenderer");
  const [track] = canvas.captureStream().getVideoTracks();
  if (!context || !track) throw new Error("no canvas");
  let timer: ReturnType<typeof setTimeout>;
  let stopped = false;

  const next = async (): Promise<void> => {
    const picture = video.videoWidth > 0 ? await createImageBitmap(video).catch(() => null) : null;
    if (stopped) return picture?.close();
    if (picture) send({ type: "picture", picture }, [picture]);
    else later(FRAME_MS);
  };
  const later = (ms: number): void => {
    timer = setTimeout(() => void next(), ms);
  };
  worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
    if (data.type === "ready") later(0);
    if (data.type !== "picture") return;
    canvas.width = data.picture.width;
    canvas.height = data.picture.height;
    context.transferFromImageBitmap(data.picture);
    later(FRAME_MS / 2);
  });
  send({ type: "start", readable: null, writable: null });
  return {
    track,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      video.srcObject = null;
    },
  };
}
