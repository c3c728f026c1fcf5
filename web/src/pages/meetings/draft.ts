import type { ClassOffer, NewGuest, NewMeeting } from "../../protocol/api.gen.js";
import type { GuestKind, MeetingClass, Way } from "../../protocol/messages.gen.js";

export const KINDS: readonly GuestKind[] = ["client", "relative", "representative", "interpreter", "colleague"];
export const CLASSES: readonly MeetingClass[] = ["open", "protected", "sensitive"];

/** A meeting as it is being written. */
export interface Draft {
  readonly title: string;
  /** Guests see the title too. */
  readonly showTitle: boolean;
  readonly later: boolean;
  /** What a datetime-local input holds, in the browser's time zone: 2026-03-03T14:05. */
  readonly starts: string;
  readonly meetingClass: MeetingClass;
  readonly lobby: boolean;
  /** Most people inside, as it was typed; empty for no limit of its own. */
  readonly capacity: string;
  readonly guests: readonly DraftGuest[];
}

/** A guest as they are being written; what is not needed is not sent. */
export interface DraftGuest {
  readonly name: string;
  readonly kind: GuestKind;
  readonly identification: Way;
  readonly phone: string;
  readonly number: string;
  readonly email: string;
  readonly protected_identity: boolean;
}

export const emptyGuest: DraftGuest = {
  name: "",
  kind: "client",
  identification: "link",
  phone: "",
  number: "",
  email: "",
  protected_identity: false,
};
export const emptyDraft: Draft = {
  title: "",
  showTitle: false,
  later: false,
  starts: "",
  meetingClass: "protected",
  lobby: true,
  capacity: "",
  guests: [emptyGuest],
};

export type Trouble = "title" | "starts" | "past" | "capacity";

/** Unix seconds of a datetime-local value, or null when it is not a time. */
export function startsAt(starts: string): number | null {
  const time = new Date(starts).getTime();
  return Number.isNaN(time) ? null : time / 1000;
}

/** A whole number from 2 to 1000, or nothing. */
function capacityOf({ capacity }: Draft): number | null {
  const number = /^\d{1,4}$/.test(capacity.trim()) ? Number(capacity) : 0;
  return number >= 2 && number <= 1000 ? number : null;
}

export function troubles(draft: Draft, now: number): Trouble[] {
  const found: Trouble[] = [];
  if (!draft.title.trim()) found.push("title");
  if (draft.capacity.trim() && capacityOf(draft) === null) found.push("capacity");
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
    show_title: draft.showTitle,
    meeting_class: draft.meetingClass,
    starts_at: draft.later ? startsAt(draft.starts) : null,
    lobby: draft.meetingClass === "open" ? draft.lobby : true,
    capacity: capacityOf(draft),
    guests: draft.guests.filter(isSomebody).map(guestBody),
  };
}

const isSomebody = ({ name }: DraftGuest) => name.trim() !== "";

/** The personal number goes along only where it is going to be compared. */
export function guestBody(guest: DraftGuest): NewGuest {
  const { kind, identification, protected_identity } = guest;
  const given = { phone: guest.phone.trim(), email: guest.email.trim() };
  return {
    name: guest.name.trim(),
    kind,
    identification,
    protected_identity,
    ...(given.phone && { phone: given.phone }),
    ...(given.email && { email: given.email }),
    ...(identification === "eid" && { number: guest.number.trim() }),
  };
}

/** Where the row with this index is in what is sent, by which the server names what is wrong. */
export function placeOf(draft: Draft, index: number): number {
  return draft.guests.slice(0, index).filter(isSomebody).length;
}

export const needsPhone = (way: Way) => way === "sms" || way === "sms+shown";

/** The guest with a way of identification that is enough. */
export function fitted(guest: DraftGuest, ways: readonly Way[]): DraftGuest {
  const [weakest] = ways;
  if (weakest === undefined || ways.includes(guest.identification)) return guest;
  return { ...guest, identification: weakest };
}

/** The draft as the unit may make it: a class that is allowed, and guests identified well enough for it. */
export function fitTo(draft: Draft, offers: readonly ClassOffer[]): Draft {
  const usable = offers.filter((offer) => offer.exists && offer.allowed);
  const offer = usable.find((each) => each.meeting_class === draft.meetingClass) ?? usable.at(-1);
  if (!offer) return draft;
  const guests = draft.guests.map((guest) => fitted(guest, offer.ways));
  return { ...draft, meetingClass: offer.meeting_class, guests };
}

/** The next whole hour, as a datetime-local input wants it. */
export function nextHour(now: Date): string {
  const next = new Date(now);
  next.setHours(next.getHours() + 1, 0, 0, 0);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${next.getFullYear()}-${two(next.getMonth() + 1)}-${two(next.getDate())}`;
  return `${day}T${two(next.getHours())}:00`;
}
