import type { TreatmentTrouble } from "../devices/treated.js";
import type { FromWorker, ToWorker } from "./messages.js";
import { Pace } from "./pace.js";
import { Painter, type Picture } from "./painter.js";
import { Segmenter } from "./segmenter.js";

const scope = globalThis as unknown as {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
};
const painter = Segmenter.load().then((segmenter) => new Painter(segmenter));
const pace = new Pace();
let turn = 0;

scope.onmessage = ({ data }) => void hear(data).catch(() => trouble("failed"));

async function hear(message: ToWorker): Promise<void> {
  if (message.type === "use") (await painter).use(message.background, message.own);
  else if (message.type === "picture") await handOver(message.picture);
  else {
    await painter;
    scope.postMessage({ type: "ready" });
    if (message.readable) await flow(message.readable, message.writable);
  }
}

async function flow(readable: ReadableStream<VideoFrame>, writable: WritableStream<VideoFrame>): Promise<void> {
  const reader = readable.getReader();
  const writer = writable.getWriter();
  for (;;) {
    const { value: frame, done } = await reader.read();
    if (done) return;
    try {
      const canvas = await paint(frame);
      if (canvas) await writer.write(new VideoFrame(canvas, { timestamp: frame.timestamp }));
    } finally {
      frame.close();
    }
  }
}

async function handOver(picture: ImageBitmap): Promise<void> {
  const canvas = await paint(picture);
  picture.close();
  if (!canvas) return;
  const done = canvas.transferToImageBitmap();
  scope.postMessage({ type: "picture", picture: done }, [done]);
}

/** Nothing once the machine has turned out to be too slow: a picture that is not treated is never let through. */
async function paint(picture: Picture): Promise<OffscreenCanvas | null> {
  if (pace.effort === "over") return null;
  const started = performance.now();
  const canvas = await (await painter).paint(picture, pace.effort === "full" || turn++ % 2 === 0);
  pace.took(performance.now() - started);
  if ((pace.effort as string) === "over") trouble("slow");
  return canvas;
}

function trouble(why: TreatmentTrouble): void {
  scope.postMessage({ type: "trouble", why });
}
