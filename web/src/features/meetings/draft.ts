import type { NewGuest, NewMeeting } from "../../protocol/api.gen.js";
import type { GuestKind, MeetingClass } from "../../protocol/messages.gen.js";

export const KINDS: readonly GuestKind[] = ["client", "relative", "representative", "interpreter", "colleague"];
export const CLASSES: readonly MeetingClass[] = ["open", "protected", "sensitive"];

/** A meeting as it is being written. */
export interface Draft {
  readonly title: string;
  readonly later: boolean;
  /** What a datetime-local input holds, in the browser's time zone: 2026-03-03T14:05. */
  readonly starts: string;
  readonly meetingClass: MeetingClass;
  readonly lobby: boolean;
  readonly guests: readonly NewGuest[];
}

export const emptyGuest: NewGuest = { name: "", kind: "client" };
export const emptyDraft: Draft = {
  title: "",
  later: false,
  starts: "",
  meetingClass: "protected",
  lobby: true,
  guests: [emptyGuest],
};

export type Trouble = "title" | "starts" | "past";

/** Unix seconds of a datetime-local value, or null when it is not a time. */
export function startsAt(starts: string): number | null {
  const time = new Date(starts).getTime();
  return Number.isNaN(time) ? null : time / 1000;
}

export function troubles(draft: Draft, now: number): Trouble[] {
  const found: Trouble[] = [];
  if (!draft.title.trim()) found.push("title");
  if (!draft.later) return found;
  const starts = startsAt(draft.starts);
  if (starts === null) found.push("starts");
  else if (starts < now - 60) found.push("past");
  return found;
}

/** What is sent: only an open meeting may go without a lobby, and rows without a name are nobody. */
export function toBody(draft: Draft): NewMeeting {
  return {
    title: draft.title.trim(),
    meeting_class: draft.meetingClass,
    starts_at: draft.later ? startsAt(draft.starts) : null,
    lobby: draft.meetingClass === "open" ? draft.lobby : true,
    guests: draft.guests.map(({ name, kind }) => ({ name: name.trim(), kind })).filter(({ name }) => name !== ""),
  };
}

/** The next whole hour, as a datetime-local input wants it. */
export function nextHour(now: Date): string {
  const next = new Date(now);
  next.setHours(next.getHours() + 1, 0, 0, 0);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${next.getFullYear()}-${two(next.getMonth() + 1)}-${two(next.getDate())}`;
  return `${day}T${two(next.getHours())}:00`;
}
