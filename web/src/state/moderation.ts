import { Observable } from "../lib/observable.js";
import type { AskedFor, GroupsNote, Breakout, Reaction, ServerMessage } from "../protocol/messages.gen.js";

export type Asked = AskedFor["source"];

type LeadingDialog = "aside" | "groups";

export interface Leading {
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
  readonly places: readonly Breakout[];
  /** Unix seconds at which everybody is brought back from the groups. */
  readonly closesAt: number | null;
  /** What a host has told the groups, until it has been seen. */
  readonly groupsNote: GroupsNote | null;
  /** Which of the host's dialogs is open. */
  readonly dialog: LeadingDialog | null;
  /** To hosts who asked: seconds for which each has been heard. */
  readonly times: Readonly<Record<string, number>>;
}

export const QUIET: Leading = {
  spotlight: null,
  freeSharing: false,
  shareRequests: [],
  askingToShare: false,
  shareAnswer: null,
  stoppedBy: null,
  mutedBy: null,
  asked: [],
  places: [],
  closesAt: null,
  groupsNote: null,
  dialog: null,
  times: {},
};

/** What the page itself changes. */
export type LeadingAction =
  | { readonly type: "mute_seen" | "share_answer_seen" | "stop_seen" | "note_seen" }
  | { readonly type: "dialog"; readonly dialog: LeadingDialog | null }
  | { readonly type: "asking_to_share"; readonly asking: boolean }
  | { readonly type: "ask_seen"; readonly source: Asked };

export function lead(state: Leading, message: ServerMessage | LeadingAction): Leading {
  switch (message.type) {
    case "waiting":
      return QUIET;
    case "joined":
      // The server says again what still waits for an answer.
      return {
        ...state,
        spotlight: message.spotlight,
        freeSharing: message.free_sharing,
        asked: [],
        shareRequests: [],
        askingToShare: false,
      };
    case "spotlight_changed":
      return { ...state, spotlight: message.participant };
    case "muted":
      return { ...state, mutedBy: message.by };
    case "mute_seen":
      return state.mutedBy === null ? state : { ...state, mutedBy: null };
    case "asked_for":
      return { ...state, asked: [...without(state.asked, message.source), message] };
    case "ask_seen":
      return { ...state, asked: without(state.asked, message.source) };
    case "breakouts":
      return { ...state, places: message.breakouts, closesAt: message.closes_at };
    case "groups_note":
      return { ...state, groupsNote: message };
    case "note_seen":
      return { ...state, groupsNote: null };
    case "dialog":
      return { ...state, dialog: message.dialog };
    case "speaking_times":
      return { ...state, times: message.seconds };
    default:
      return sharing(state, message);
  }
}

function sharing(state: Leading, message: ServerMessage | LeadingAction): Leading {
  switch (message.type) {
    case "sharing_rule":
      return message.free
        ? { ...state, freeSharing: true, shareAnswer: state.askingToShare || null, askingToShare: false }
        : { ...state, freeSharing: false };
    case "share_requests":
      return { ...state, shareRequests: message.participants };
    case "asking_to_share":
      return { ...state, askingToShare: message.asking, shareAnswer: null, stoppedBy: null };
    case "share_answered":
      return state.askingToShare || message.allowed
        ? { ...state, askingToShare: false, shareAnswer: message.allowed }
        : state;
    case "share_answer_seen":
      return { ...state, shareAnswer: null };
    case "share_stopped":
      return { ...state, stoppedBy: message.by, shareAnswer: null };
    case "stop_seen":
      return { ...state, stoppedBy: null };
    default:
      return state;
  }
}

function without(asked: readonly AskedFor[], source: Asked): readonly AskedFor[] {
  return asked.filter((each) => each.source !== source);
}

export const REACTION_MS = 5000;

/** The state over time, and the reactions that are to be seen just now. */
export class LeadingStore extends Observable {
  state: Leading = QUIET;
  private readonly shown = new Map<string, { reaction: Reaction; timer: ReturnType<typeof setTimeout> }>();

  take(message: ServerMessage | LeadingAction): void {
    if (message.type === "reacted") this.show(message.participant, message.reaction);
    const next = lead(this.state, message);
    if (next === this.state) return;
    this.state = next;
    this.notify();
  }

  /** What this person shows just now. */
  reaction(participant: string): Reaction | null {
    return this.shown.get(participant)?.reaction ?? null;
  }

  stop(): void {
    for (const { timer } of this.shown.values()) clearTimeout(timer);
    this.shown.clear();
  }

  private show(participant: string, reaction: Reaction): void {
    clearTimeout(this.shown.get(participant)?.timer);
    const timer = setTimeout(() => {
      this.shown.delete(participant);
      this.notify();
    }, REACTION_MS);
    this.shown.set(participant, { reaction, timer });
    this.notify();
  }
}
