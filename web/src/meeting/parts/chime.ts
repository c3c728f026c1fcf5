interface Routable {
  setSinkId?(id: string): Promise<void>;
}

/** Two soft notes, made here rather than fetched. */
export async function chime(context: AudioContext, speakerId: string | null): Promise<void> {
  if (context.state !== "running") await context.resume().catch(() => undefined);
  if (context.state !== "running") return;
  await (context as Routable).setSinkId?.(speakerId ?? "").catch(() => undefined);
  const start = context.currentTime + 0.02;
  note(context, 659, start);
  note(context, 880, start + 0.18);
}

function note(context: AudioContext, frequency: number, start: number): void {
  const oscillator = new OscillatorNode(context, { frequency });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(0.16, start + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.001, start + 0.7);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.75);
}
