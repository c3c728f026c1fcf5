import { Observable } from "../lib/observable.js";
import { Broken, type FileServer, RefusedFile } from "../net/files.js";
import type { Text } from "../protocol/messages.gen.js";

export type UploadState = "sending" | "paused" | "waiting" | "checking" | "done" | "failed";
type UploadEvent = "pause" | "resume" | "lost" | "back" | "sent" | "accepted" | "refused";

export const NEXT: Readonly<Record<UploadState, Partial<Record<UploadEvent, UploadState>>>> = {
  sending: { pause: "paused", lost: "waiting", sent: "checking", refused: "failed" },
  paused: { resume: "sending", refused: "failed" },
  waiting: { pause: "paused", back: "sending", accepted: "done", refused: "failed" },
  checking: { accepted: "done", lost: "waiting", refused: "failed" },
  done: {},
  failed: {},
};

export interface FilesWorld extends FileServer {
  /** Who sends, and in which meeting. */
  self(): { meeting: string; participant: string; place: string };
  /** Whether the file has become an item that everybody sees. */
  arrived(id: string): boolean;
  pause(ms: number): Promise<void>;
}

const AGAIN_MS = 2000;

/** One file on its way; when it is `done` its id is the key of its item in the channel `files`. */
export class Upload {
  readonly #changed: () => void;
  state: UploadState = "sending";
  sent = 0;
  id: string | null = null;
  problem: Text | null = null;

  constructor(
    readonly name: string,
    readonly blob: Blob,
    readonly to: string | null,
    changed: () => void,
  ) {
    this.#changed = changed;
  }

  get size(): number {
    return this.blob.size;
  }

  move(event: UploadEvent): boolean {
    const next = NEXT[this.state][event];
    if (next === undefined) return false;
    this.state = next;
    this.#changed();
    return true;
  }
}

/** Sends files in pieces and goes on where it was after a loss; fetches those that others sent, each once. */
export class Files extends Observable {
  readonly #world: FilesWorld;
  uploads: readonly Upload[] = [];
  readonly #held = new Map<string, Promise<Blob>>();

  constructor(world: FilesWorld) {
    super();
    this.#world = world;
  }

  /** Starts to send; the upload tells how it goes. */
  send(blob: Blob, name: string, to: string | null = null): Upload {
    const upload = new Upload(name, blob, to, () => this.notify());
    this.uploads = [...this.uploads, upload];
    this.notify();
    void this.#run(upload);
    return upload;
  }

  /** Sends and waits for the file's id; rejects with RefusedFile. */
  async sent(blob: Blob, name: string, to: string | null = null): Promise<string> {
    const upload = this.send(blob, name, to);
    await new Promise<void>((resolve) => {
      const stop = this.subscribe(() => {
        if (upload.state !== "done" && upload.state !== "failed") return;
        stop();
        resolve();
      });
    });
    if (upload.state === "done" && upload.id) return upload.id;
    throw upload.problem ? new RefusedFile(upload.problem) : new Broken();
  }

  pause(upload: Upload): void {
    upload.move("pause");
  }

  resume(upload: Upload): void {
    if (upload.move("resume")) void this.#run(upload);
  }

  /** Gives up what is not there yet, and forgets what is over. */
  drop(upload: Upload): void {
    const over = upload.state === "done" || upload.state === "failed";
    this.uploads = this.uploads.filter((each) => each !== upload);
    upload.move("refused");
    if (!over && upload.id) void this.#world.cancel(upload.id).catch(() => undefined);
    this.notify();
  }

  /** The content of a file that was sent; kept for as long as the page is. */
  fetch(file: string): Promise<Blob> {
    const held = this.#held.get(file) ?? this.#world.fetch(this.#world.self().meeting, file);
    this.#held.set(file, held);
    held.catch(() => this.#held.delete(file));
    return held;
  }

  /** Has an office document made into a PDF; answers the new file's id.  Rejects with Broken or RefusedFile. */
  convert(file: string): Promise<string> {
    return this.#world.convert(this.#world.self().meeting, file);
  }

  async #run(upload: Upload): Promise<void> {
    while (upload.state === "sending" || upload.state === "waiting") {
      try {
        await this.#attempt(upload);
        return;
      } catch (error) {
        if (error instanceof RefusedFile) {
          upload.problem = error.text;
          upload.move("refused");
        } else {
          upload.move("lost");
          await this.#world.pause(AGAIN_MS);
        }
      }
    }
  }

  async #attempt(upload: Upload): Promise<void> {
    const { name, size, to } = upload;
    // The answer to the last piece may have been lost, and nothing else.
    if (upload.id && this.#world.arrived(upload.id)) {
      upload.sent = size;
      upload.move("accepted");
      return;
    }
    let at = upload.id
      ? await this.#world.progress(upload.id)
      : await this.#world.begin({ ...this.#world.self(), name, size, to });
    upload.id = at.id;
    upload.move("back");
    while (upload.state === "sending") {
      const piece = upload.blob.slice(at.received, at.received + at.piece);
      if (at.received + piece.size === size) upload.move("sent");
      at = await this.#world.send(at.id, at.received, piece);
      upload.sent = at.received;
      this.notify();
      if (at.received === size) upload.move("accepted");
    }
  }
}
