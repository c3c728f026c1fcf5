import { createContext } from "@lit/context";
import type { Outgoing } from "../../net/socket.js";
import type { Arrangement } from "../../state/layout.js";
import type { Asked, ModerationDialog, Told } from "../../state/moderation.js";
import type { GuestTrouble } from "../../state/room-store.js";

/** What stands beside the pictures. */
export type Panel = "people" | "chat";
/** What the support dialog is about. */
export type SupportPage = "connection" | "fault" | "keys";
/** What can be shown to everybody in place of a screen. */
export type Presentable = "document" | "whiteboard" | "paper";

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** About one's own microphone, camera and screen, and about what hosts ask of them. */
export interface OwnActions {
  microphone(): void;
  camera(): void;
  /** Shares the screen or stops it; who needs leave asks for it, and takes the question back. */
  screen(): void;
  /** After a host has turned the microphone off. */
  unmute(): void;
  answer(source: Asked, agreed: boolean): void;
  /** After something else on the machine has taken the sound. */
  soundAgain(): void;
  /** Pictures or none, in both directions. */
  soundOnly(): void;
}

/** About how the pictures stand on this page. */
export interface PictureActions {
  arrange(arrangement: Arrangement): void;
  pin(participant: string): void;
  hideSelf(): void;
  turn(page: number): void;
  float(): void;
}

/** About the others.  Most of it the server alone decides about, and says so itself in case it refuses. */
export interface ModerationActions {
  /** Says it to the server; `done` is what the person is told once that is done. */
  say(message: Outgoing, done?: string): void;
  /** The person has read what they were told. */
  close(told: Told): void;
  dismiss(trouble: GuestTrouble, name: string): void;
  open(dialog: ModerationDialog | null): void;
  confirmIdentity(person: Named): void;
  /** Asks the person first. */
  remove(person: Named): void;
  /** Ends the meeting for everybody; asks the person first. */
  end(): void;
}

/** About this page: what is open, how one comes and goes. */
export interface PageActions {
  leave(): void;
  /** Ends the meeting that one has left while others stayed. */
  endLeft(): void;
  again(): void;
  /** Opens the panel, or closes it when it is open. */
  panel(panel: Panel): void;
  devices(): void;
  support(page: SupportPage): void;
  fullscreen(): void;
  present(what: Presentable): void;
  /** The bell for those who wait. */
  silence(): void;
  /** Asks the browser for leave to show notifications. */
  notify(): void;
}

/** Everything that a person can do in a meeting: what a button calls is what the wire or the page does. */
export interface Actions extends OwnActions, PictureActions, ModerationActions, PageActions {}

export const actionsContext = createContext<Actions>(Symbol("actions"));
