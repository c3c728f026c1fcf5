import type { Treated } from "./treated.js";

/** A device that is open: its own track, and what is made of it for the others. */
export class Capture {
  constructor(
    readonly raw: MediaStreamTrack,
    readonly treated: Treated | null,
  ) {}

  /** The track that the others get. */
  get track(): MediaStreamTrack {
    return this.treated?.track ?? this.raw;
  }

  stop(): void {
    this.treated?.stop();
    this.raw.stop();
  }

  /** Ends what `next` does not go on using. */
  giveWay(next: Capture): void {
    if (this.treated !== next.treated) this.treated?.stop();
    if (this.raw !== next.raw) this.raw.stop();
  }
}
