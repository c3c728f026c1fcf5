import { expect, test } from "vitest";
import type { ClassOffer } from "../../protocol/api.gen.js";
import { emptyDraft, emptyGuest, fitTo, guestBody, nextHour, placeOf, startsAt, toBody, troubles } from "./draft.js";

const NOW = new Date(2026, 2, 3, 14, 5).getTime() / 1000;

test("a meeting now needs only a name", () => {
  expect(troubles(emptyDraft, NOW)).toEqual(["title"]);
  expect(troubles({ ...emptyDraft, title: "Samtal" }, NOW)).toEqual([]);
});

test("a later meeting needs a time to come", () => {
  const later = { ...emptyDraft, title: "Samtal", later: true };
  expect(troubles(later, NOW)).toEqual(["starts"]);
  expect(troubles({ ...later, starts: "2026-03-03T13:00" }, NOW)).toEqual(["past"]);
  expect(troubles({ ...later, starts: "2026-03-03T15:00" }, NOW)).toEqual([]);
});

test("rows without a name are not sent, and names are trimmed", () => {
  const body = toBody({
    ...emptyDraft,
    title: " Samtal ",
    guests: [
      { ...emptyGuest, name: " Kim " },
      { ...emptyGuest, name: "  ", kind: "interpreter" },
    ],
  });
  expect(body).toEqual({
    title: "Samtal",
    show_title: false,
    meeting_class: "protected",
    starts_at: null,
    lobby: true,
    capacity: null,
    guests: [{ name: "Kim", kind: "client", identification: "link", protected_identity: false }],
  });
});

test("guests see the title only where that was chosen", () => {
  expect(toBody(emptyDraft).show_title).toBe(false);
  expect(toBody({ ...emptyDraft, showTitle: true }).show_title).toBe(true);
});

test("only an open meeting goes without a lobby", () => {
  expect(toBody({ ...emptyDraft, lobby: false }).lobby).toBe(true);
  expect(toBody({ ...emptyDraft, meetingClass: "open", lobby: false }).lobby).toBe(false);
});

test("the suggested time is the next whole hour, over midnight too", () => {
  expect(nextHour(new Date(2026, 2, 3, 14, 5))).toBe("2026-03-03T15:00");
  expect(nextHour(new Date(2026, 11, 31, 23, 30))).toBe("2027-01-01T00:00");
  expect(startsAt(nextHour(new Date(2026, 2, 3, 14, 5)))).toBe(NOW + 55 * 60);
});

test("the personal number is sent only where it is compared, and empty contact data never", () => {
  const guest = { ...emptyGuest, name: "Kim", number: "811218-9876", phone: " 070-1 ", email: "  " };
  expect(guestBody(guest)).not.toHaveProperty("number");
  expect(guestBody(guest)).not.toHaveProperty("email");
  expect(guestBody(guest).phone).toBe("070-1");
  expect(guestBody({ ...guest, identification: "eid" }).number).toBe("811218-9876");
});

test("what the server says of a guest finds its row, over rows without a name", () => {
  const guests = ["Kim", "", "Bo", " ", "Ali"].map((name) => ({ ...emptyGuest, name }));
  const draft = { ...emptyDraft, guests };
  expect([0, 2, 4].map((index) => placeOf(draft, index))).toEqual([0, 1, 2]);
});

function offer(change: Partial<ClassOffer>): ClassOffer {
  return {
    meeting_class: "protected",
    exists: true,
    allowed: true,
    ways: ["link", "shown"],
    not_set_up: [],
    shared_link: false,
    lobby: "always",
    recording: true,
    phone: "lobby",
    media: "sfu",
    ...change,
  };
}

test("a draft keeps to what the unit may do", () => {
  const strict = [offer({ meeting_class: "open", allowed: false }), offer({ ways: ["sms", "eid"] })];
  const draft = fitTo({ ...emptyDraft, meetingClass: "open" }, strict);
  expect(draft.meetingClass).toBe("protected");
  expect(draft.guests.map((guest) => guest.identification)).toEqual(["sms"]);
  const chosen = { ...draft, guests: [{ ...emptyGuest, identification: "eid" as const }] };
  expect(fitTo(chosen, strict)).toEqual(chosen);
  expect(fitTo(emptyDraft, [])).toEqual(emptyDraft);
});

test("a limit of its own is a whole number that makes a meeting", () => {
  const limited = (capacity: string) => ({ ...emptyDraft, title: "Samtal", capacity });
  for (const wrong of ["1", "1001", "tio", "2.5", "-3"]) expect(troubles(limited(wrong), NOW)).toEqual(["capacity"]);
  expect(troubles(limited(" 10 "), NOW)).toEqual([]);
  expect(toBody(limited(" 10 ")).capacity).toBe(10);
  expect(toBody(limited("")).capacity).toBeNull();
});
