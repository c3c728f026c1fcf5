import type { MediaTrack, Source } from "../../protocol/messages.gen.js";

/** The remote sounds and pictures, one MediaStream per participant and source.  A stream object lives as long as its
 * source does, over renegotiation and new connections, so that nothing that plays it has to start over. */
export class Streams {
  readonly #make: () => MediaStream;
  readonly #streams = new Map<string, MediaStream>();

  constructor(make: () => MediaStream) {
    this.#make = make;
  }

  get(participant: string, source: Source): MediaStream | null {
    return this.#streams.get(`${participant}/${source}`) ?? null;
  }

  /** Brings the streams in line with the tracks that the server named. */
  update(tracks: readonly MediaTrack[], receive: (mid: string) => MediaStreamTrack | null): void {
    const kept = new Set<string>();
    for (const { mid, participant, source } of tracks) {
      const track = receive(mid);
      if (!track) continue;
      const key = `${participant}/${source}`;
      kept.add(key);
      this.#fill(key, track);
    }
    for (const key of [...this.#streams.keys()]) if (!kept.has(key)) this.#drop(key);
  }

  clear(): void {
    for (const key of [...this.#streams.keys()]) this.#drop(key);
  }

  #fill(key: string, track: MediaStreamTrack): void {
    const stream = this.#streams.get(key) ?? this.#make();
    this.#streams.set(key, stream);
    const old = stream.getTracks();
    if (old.length === 1 && old[0] === track) return;
    // The new track comes first: a stream that is empty for a moment would end what plays it.
    if (!old.includes(track)) stream.addTrack(track);
    for (const each of old) if (each !== track) stream.removeTrack(each);
  }

  #drop(key: string): void {
    const stream = this.#streams.get(key);
    for (const track of stream?.getTracks() ?? []) stream?.removeTrack(track);
    this.#streams.delete(key);
  }
}
