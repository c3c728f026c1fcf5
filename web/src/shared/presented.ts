import { between, json, name, oneOf, text, whole } from "../ink/checks.js";
import { type Look, MAX_ZOOM } from "../ink/viewport.js";
import { Observable } from "../lib/observable.js";
import type { Outgoing } from "../net/socket.js";
import type { Shared } from "./items.js";

/** A sent file as its leader sees it: which page, and which part of that. */
export interface ShownDocument {
  readonly kind: "document";
  readonly file: string;
  readonly name: string;
  readonly type: "pdf" | "image";
  /** From 1. */
  readonly page: number;
  readonly look: Look;
}

export type Shown = { readonly kind: "whiteboard" } | ShownDocument;

export interface OnStage {
  readonly shown: Shown;
  /** This person leads it. */
  readonly mine: boolean;
  /** The participant who leads it. */
  readonly leader: string;
  readonly leaderName: string;
}

export const MAX_PAGES = 2000;
export const MAX_DOCUMENT_NAME = 200;
/** The name of the one item on the stage. */
const KEY = "shown";
/** What a leader's scrolling changes is told so often at most. */
const EVERY_MS = 200;

function look(zoom: unknown, x: unknown, y: unknown): Look | null {
  const [nearer, across, down] = [between(zoom, 1, MAX_ZOOM), between(x, 0, 1), between(y, 0, 1)];
  return nearer === null || across === null || down === null ? null : { zoom: nearer, x: across, y: down };
}

/** What is on the stage, from what somebody's page has sent. */
export function parseShown(payload: string | null): Shown | null {
  const fields = json(payload);
  if (fields?.kind === "whiteboard") return { kind: "whiteboard" };
  if (fields?.kind !== "document") return null;
  const file = name(fields.file);
  const title = text(fields.name, MAX_DOCUMENT_NAME);
  const type = oneOf(fields.type, ["pdf", "image"] as const);
  const page = whole(fields.page, 1, MAX_PAGES);
  const seen = look(fields.zoom, fields.x, fields.y);
  if (!file || title === null || !type || page === null || !seen) return null;
  return { kind: "document", file, name: title, type, page, look: seen };
}

const rounded = (value: number) => Math.round(value * 10_000) / 10_000;

export function wireShown(shown: Shown): object {
  if (shown.kind === "whiteboard") return shown;
  const { look: seen, ...rest } = shown;
  return { ...rest, zoom: rounded(seen.zoom), x: rounded(seen.x), y: rounded(seen.y) };
}

/** What everybody looks at beside each other, and who leads it. */
export class Stage extends Observable {
  readonly #shared: Shared;
  readonly #request: (message: Outgoing) => Promise<unknown>;
  readonly #letHave: (message: Outgoing) => Promise<void>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #latest: ShownDocument | null = null;

  constructor(
    shared: Shared,
    request: (message: Outgoing) => Promise<unknown>,
    letHave: (message: Outgoing) => Promise<void>,
  ) {
    super();
    this.#shared = shared;
    this.#request = request;
    this.#letHave = letHave;

    shared.subscribe(() => this.notify());
  }

  get current(): OnStage | null {
    const item = this.#shared.get("stage", KEY);
    const [unsent] = this.#shared.waiting("stage");
    const shown = parseShown(unsent ? unsent.payload : (item?.payload ?? null));
    if (!shown) return null;
    if (unsent || !item) return { shown, mine: true, leader: item?.mine ? item.author : "", leaderName: "" };
    return { shown, mine: item.mine, leader: item.author, leaderName: item.name };
  }

  /** Puts something on the stage, or something else. */
  show(shown: Shown): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#latest = null;
    this.#shared.put("stage", KEY, wireShown(shown));
  }

  /** The leader turns pages and moves about, which may happen faster than others need to know. */
  lead(shown: ShownDocument): void {
    this.#latest = shown;
    this.#timer ??= setTimeout(() => this.#tell(), EVERY_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#shared.put("stage", KEY, null);
  }

  handOver(participant: string): Promise<unknown> {
    return this.#request({ type: "hand_over", participant });
  }

  /** Whoever is here, or comes later, may fetch this file.  Rejects when the server refuses. */
  async letAllHave(file: string): Promise<void> {
    await this.#letHave({ type: "show_file", file });
  }

  #tell(): void {
    this.#timer = undefined;
    const { current } = this;
    const latest = this.#latest;
    // Meanwhile something else may have come, or somebody else leads.
    if (latest && current?.mine && isSame(current.shown, latest)) this.#shared.put("stage", KEY, wireShown(latest));
  }
}

function isSame(shown: Shown, document: ShownDocument): boolean {
  return shown.kind === "document" && shown.file === document.file;
}
