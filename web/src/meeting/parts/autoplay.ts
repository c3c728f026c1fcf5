import type { Played } from "../../call/devices/sounding.js";

/** Starts an element that may have stopped; tells whether the browser refused for want of a touch. */
export async function play(element: HTMLMediaElement): Promise<Played> {
  if (!element.paused && !element.ended) return "playing";
  try {
    await element.play();
    return "playing";
  } catch (error) {
    return error instanceof DOMException && error.name === "NotAllowedError" ? "blocked" : "interrupted";
  }
}
