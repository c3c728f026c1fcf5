export type Background = "none" | "blur" | "dawn" | "paper" | "forest" | "own";
export type Noise = "browser" | "rnnoise" | "off";
/** `slow`: the machine did not keep up; `failed`: it could not be started or broke off. */
export type TreatmentTrouble = "slow" | "failed";

export const BACKGROUNDS: readonly Background[] = ["none", "blur", "dawn", "paper", "forest", "own"];
export const NOISES: readonly Noise[] = ["browser", "rnnoise", "off"];

/** What is made of a device's own track on its way to the others. */
export interface Treated {
  readonly track: MediaStreamTrack;
  stop(): void;
}

export interface TreatedPicture extends Treated {
  change(background: Background): void;
}

/** Whoever makes them; loaded only when they are wanted. */
export interface Treatments {
  /** Rejects when it cannot be done.  `trouble` is told when it breaks off later. */
  background(
    raw: MediaStreamTrack,
    background: Background,
    trouble: (why: TreatmentTrouble) => void,
  ): Promise<TreatedPicture>;
  quiet(raw: MediaStreamTrack): Promise<Treated>;
}
