import { audioContext } from "../../call/devices/level.js";

const NOTES = [523.25, 659.25, 783.99];
const NOTE_S = 0.28;

/** Three rising notes on the chosen loudspeaker; resolves when they have sounded. */
export async function playTone(speakerId: string | null): Promise<void> {
  const context = audioContext();
  if (context.state !== "running") await context.resume();
  const way = await output(context, speakerId);
  NOTES.forEach((frequency, index) => {
    const start = context.currentTime + 0.05 + index * NOTE_S;
    const volume = context.createGain();
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.35, start + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.001, start + NOTE_S * 1.6);
    const note = new OscillatorNode(context, { frequency });
    note.connect(volume).connect(way.node);
    note.start(start);
    note.stop(start + NOTE_S * 1.7);
  });
  await new Promise((resolve) => setTimeout(resolve, NOTES.length * NOTE_S * 1000 + 400));
  way.close();
}

/** An audio element can be sent to a chosen loudspeaker; everything else goes where the system sends it. */
async function output(context: AudioContext, speakerId: string | null): Promise<{ node: AudioNode; close(): void }> {
  const player = new Audio();
  if (!speakerId || !("setSinkId" in player)) return { node: context.destination, close: () => undefined };
  const node = context.createMediaStreamDestination();
  player.srcObject = node.stream;
  try {
    await player.setSinkId(speakerId);
    await player.play();
  } catch {
    return { node: context.destination, close: () => undefined };
  }
  return {
    node,
    close: () => {
      player.srcObject = null;
    },
  };
}
