import { expect, test } from "vitest";
import { emptyDraft, nextHour, startsAt, toBody, troubles } from "./draft.js";

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
      { name: " Kim ", kind: "client" },
      { name: "  ", kind: "interpreter" },
    ],
  });
  expect(body).toEqual({
    title: "Samtal",
    meeting_class: "protected",
    starts_at: null,
    lobby: true,
    guests: [{ name: "Kim", kind: "client" }],
  });
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
