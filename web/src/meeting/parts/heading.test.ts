import { expect, test } from "vitest";
import { headingOf } from "./heading.js";

const starts_at = new Date(2026, 2, 3, 14, 5).getTime() / 1000;
const meeting = {
  id: "m",
  title: "",
  organisation: "Sundby",
  meeting_class: "protected" as const,
  host_name: "",
  starts_at,
};

test("a meeting whose title is not shown is called by whose it is and when", () => {
  expect(headingOf({ ...meeting, title: "Samtal" })).toBe("Samtal");
  expect(headingOf(meeting)).toMatch(/^Sundby, .*3 mars.* 14[:.]05$/);
});
