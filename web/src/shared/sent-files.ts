/** The meeting's files, as far as the stage needs them. */
export interface SentFiles {
  /** Sends to everybody; answers the file's id.  Rejects with an error that a person can read. */
  sent(file: Blob, name: string): Promise<string>;
  fetch(id: string): Promise<Blob>;
}
