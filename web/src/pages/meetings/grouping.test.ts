import { expect, test } from "vitest";
import type { MeetingView } from "../../protocol/api.gen.js";
import { grouped, groupOf } from "./grouping.js";

const NOW = 1_800_000_000;

function meeting(change: Partial<MeetingView>): MeetingView {
  return {
    id: "m",
    title: "Möte",
    show_title: false,
    meeting_class: "protected",
    lobby: true,
    starts_at: NOW,
    ended_at: null,
    host_name: "Anna",
    mine: true,
    in_room: 0,
    waiting: 0,
    capacity: null,
    co_hosts: [],
    invitations: [],
    ...change,
  };
}

test("a meeting is on from a quarter before it starts", () => {
  expect(groupOf(meeting({ starts_at: NOW + 900 }), NOW)).toBe("now");
  expect(groupOf(meeting({ starts_at: NOW + 901 }), NOW)).toBe("upcoming");
});

test("somebody who waits makes a meeting current", () => {
  expect(groupOf(meeting({ starts_at: NOW + 86_400, waiting: 1 }), NOW)).toBe("now");
  expect(groupOf(meeting({ starts_at: NOW - 86_400, in_room: 2 }), NOW)).toBe("now");
});

test("what has ended, or was forgotten half a day ago, is over", () => {
  expect(groupOf(meeting({ ended_at: NOW - 1 }), NOW)).toBe("ended");
  expect(groupOf(meeting({ starts_at: NOW - 13 * 3600 }), NOW)).toBe("ended");
});

test("upcoming begin with the next, ended with the latest", () => {
  const groups = grouped(
    [
      meeting({ id: "b", starts_at: NOW + 7200 }),
      meeting({ id: "a", starts_at: NOW + 3600 }),
      meeting({ id: "old", starts_at: NOW - 7200, ended_at: NOW - 7000 }),
      meeting({ id: "recent", starts_at: NOW - 3600, ended_at: NOW - 3000 }),
    ],
    NOW,
  );
  expect(groups.upcoming.map((each) => each.id)).toEqual(["a", "b"]);
  expect(groups.ended.map((each) => each.id)).toEqual(["recent", "old"]);
});
