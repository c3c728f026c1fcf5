import { Observable } from "../lib/observable.js";
import type { AskedFor, GroupsNote, Breakout, Reaction, ServerMessage } from "../protocol/messages.gen.js";
import { type Changes, changed } from "./changes.js";

export type Asked = AskedFor["source"];

export type ModerationDialog = "aside" | "groups";

export interface Moderation {
  /** Whom a host shows large for all. */
  readonly spotlight: string | null;
  /** Guests share their screen without asking. */
  readonly freeSharing: boolean;
  /** To hosts: who asks for leave to share. */
  readonly shareRequests: readonly string[];
  /** One's own question for leave to share waits for an answer. */
  readonly askingToShare: boolean;
  /** The answer, until it has been seen or used. */
  readonly shareAnswer: boolean | null;
  /** The host who stopped one's own screen, until that has been seen. */
  readonly stoppedBy: string | null;
  /** The host who turned off one's own microphone, until that has been seen. */
  readonly mutedBy: string | null;
  /** What hosts ask oneself to turn on. */
  readonly asked: readonly AskedFor[];
  /** Side rooms and groups; who is where is told with the people. */
  readonly breakouts: readonly Breakout[];
  /** Unix seconds at which everybody is brought back from the groups. */
  readonly closesAt: number | null;
  /** What a host has told the groups, until it has been seen. */
  readonly groupsNote: GroupsNote | null;
  /** Which of the host's dialogs is open. */
  readonly dialog: ModerationDialog | null;
  /** To hosts who asked: seconds for which each has been heard. */
  readonly times: Readonly<Record<string, number>>;
}

export const QUIET: Moderation = {
  spotlight: null,
  freeSharing: false,
  shareRequests: [],
  askingToShare: false,
  shareAnswer: null,
  stoppedBy: null,
  mutedBy: null,
  asked: [],
  breakouts: [],
  closesAt: null,
  groupsNote: null,
  dialog: null,
  times: {},
};

/** What a person closes once they have read it. */
export type Told = "mute" | "share_answer" | "stop" | "groups_note";

const CLOSED: { readonly [T in Told]: Partial<Moderation> } = {
  mute: { mutedBy: null },
  share_answer: { shareAnswer: null },
  stop: { stoppedBy: null },
  groups_note: { groupsNote: null },
};

const CHANGES: Changes<Moderation> = {
  waiting: () => QUIET,
  // The server says again what still waits for an answer.
  joined: (state, { spotlight, free_sharing }) => ({
    ...state,
    spotlight,
    freeSharing: free_sharing,
    asked: [],
    shareRequests: [],
    askingToShare: false,
  }),
  spotlight_changed: (state, { participant }) => ({ ...state, spotlight: participant }),
  muted: (state, { by }) => ({ ...state, mutedBy: by }),
  asked_for: (state, message) => ({ ...state, asked: [...without(state.asked, message.source), message] }),
  breakouts: (state, { breakouts, closes_at }) => ({ ...state, breakouts, closesAt: closes_at }),
  groups_note: (state, groupsNote) => ({ ...state, groupsNote }),
  speaking_times: (state, { seconds }) => ({ ...state, times: seconds }),
  sharing_rule: (state, { free }) =>
    free
      ? { ...state, freeSharing: true, shareAnswer: state.askingToShare || null, askingToShare: false }
      : { ...state, freeSharing: false },
  share_requests: (state, { participants }) => ({ ...state, shareRequests: participants }),
  share_answered: (state, { allowed }) =>
    state.askingToShare || allowed ? { ...state, askingToShare: false, shareAnswer: allowed } : state,
  share_stopped: (state, { by }) => ({ ...state, stoppedBy: by, shareAnswer: null }),
};

function without(asked: readonly AskedFor[], source: Asked): readonly AskedFor[] {
  return asked.filter((each) => each.source !== source);
}

export const REACTION_MS = 5000;

/** The state over time, and the reactions that are to be seen just now. */
export class ModerationStore extends Observable {
  state: Moderation = QUIET;
  readonly #shown = new Map<string, { reaction: Reaction; timer: ReturnType<typeof setTimeout> }>();

  take(message: ServerMessage): void {
    if (message.type === "reacted") this.#show(message.participant, message.reaction);
    this.#become(changed(CHANGES, this.state, message));
  }

  /** The person has read it. */
  close(told: Told): void {
    this.#change(CLOSED[told]);
  }

  /** The person has answered what a host asked them to turn on. */
  answered(source: Asked): void {
    this.#change({ asked: without(this.state.asked, source) });
  }

  /** The person asks for leave to share, or takes that back. */
  askToShare(asking: boolean): void {
    this.#change({ askingToShare: asking, shareAnswer: null, stoppedBy: null });
  }

  /** Opens one of the host's dialogs, and closes the other. */
  open(dialog: ModerationDialog | null): void {
    this.#change({ dialog });
  }

  /** What this person shows just now. */
  reaction(participant: string): Reaction | null {
    return this.#shown.get(participant)?.reaction ?? null;
  }

  stop(): void {
    for (const { timer } of this.#shown.values()) clearTimeout(timer);
    this.#shown.clear();
  }

  #change(change: Partial<Moderation>): void {
    this.#become({ ...this.state, ...change });
  }

  #become(next: Moderation): void {
    if (next === this.state) return;
    this.state = next;
    this.notify();
  }

  #show(participant: string, reaction: Reaction): void {
    clearTimeout(this.#shown.get(participant)?.timer);
    const timer = setTimeout(() => {
      this.#shown.delete(participant);
      this.notify();
    }, REACTION_MS);
    this.#shown.set(participant, { reaction, timer });
    this.notify();
  }
}
