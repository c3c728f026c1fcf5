import { expect, test } from "vitest";
import { sectionsOf } from "./sections.js";

test("an administrator sees everything but the audit trail", () => {
  const sections = sectionsOf("administrator");
  expect(sections).toContain("settings");
  expect(sections).not.toContain("audit");
});

test("a unit's administrator sees what concerns their unit", () => {
  expect(sectionsOf("unit_administrator")).toEqual(["staff", "units", "meetings", "statistics"]);
});

test("an auditor sees the trail and the rules that it is read by", () => {
  expect(sectionsOf("auditor")).toEqual(["audit", "reviews", "policies"]);
});

test("an agent administers nothing", () => {
  expect(sectionsOf("agent")).toEqual([]);
});
