/** Whether the others are heard.  `doubtful` may pass by itself; `blocked` and `stopped` need a touch. */
export type Sounding = "fine" | "doubtful" | "blocked" | "stopped";
export type SoundingEvent = "plays" | "refused" | "halted" | "patience";

export const NEXT: Readonly<Record<Sounding, Partial<Record<SoundingEvent, Sounding>>>> = {
  fine: { refused: "blocked", halted: "doubtful" },
  doubtful: { plays: "fine", refused: "blocked", patience: "stopped" },
  blocked: { plays: "fine" },
  stopped: { plays: "fine", refused: "blocked" },
};

/** A phone that gives the sound back does so within this time. */
export const PATIENCE_MS = 2500;

export type Played = "playing" | "blocked" | "interrupted";

/** What a round of starting all sounds, and the own audio context and microphone, say together. */
export function heard(played: readonly Played[], context: string, silenced: boolean): SoundingEvent {
  if (played.includes("blocked")) return "refused";
  // "interrupted" is Safari's, for a phone call or another program (Audio Session API).
  return played.includes("interrupted") || context === "interrupted" || silenced ? "halted" : "plays";
}
