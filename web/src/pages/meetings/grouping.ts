import type { MeetingView } from "../../protocol/api.gen.js";

export type Group = "now" | "upcoming" | "ended";
export const GROUPS: readonly Group[] = ["now", "upcoming", "ended"];

const SOON_S = 15 * 60;
const LONG_AGO_S = 12 * 3600;

/** Where a meeting belongs.  One with people in it is on now, whatever its time says. */
export function groupOf(meeting: MeetingView, now: number): Group {
  if (meeting.ended_at !== null) return "ended";
  if (meeting.in_room > 0 || meeting.waiting > 0) return "now";
  if (meeting.starts_at > now + SOON_S) return "upcoming";
  return meeting.starts_at < now - LONG_AGO_S ? "ended" : "now";
}

/** What is on and what is coming in the order it happens, what has been with the latest first. */
export function grouped(meetings: readonly MeetingView[], now: number): Record<Group, MeetingView[]> {
  const groups: Record<Group, MeetingView[]> = { now: [], upcoming: [], ended: [] };
  const byStart = [...meetings].sort((a, b) => a.starts_at - b.starts_at);
  for (const meeting of byStart) groups[groupOf(meeting, now)].push(meeting);
  groups.ended.reverse();
  return groups;
}
