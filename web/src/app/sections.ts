import type { StaffRole } from "../protocol/messages.gen.js";

const UNIT: readonly StaffRole[] = ["administrator", "unit_administrator"];
const WHOLE: readonly StaffRole[] = ["administrator"];
const TRAIL: readonly StaffRole[] = ["auditor"];

/** The parts of administration, in the order of the menu, and whose they are.  The server decides every time. */
const SECTIONS = [
  { name: "audit", roles: TRAIL },
  { name: "reviews", roles: TRAIL },
  { name: "staff", roles: UNIT },
  { name: "units", roles: UNIT },
  { name: "meetings", roles: UNIT },
  { name: "policies", roles: ["administrator", "auditor"] },
  { name: "retention", roles: ["administrator"] },
  { name: "settings", roles: WHOLE },
  { name: "organisation", roles: WHOLE },
  { name: "statistics", roles: UNIT },
  { name: "faults", roles: WHOLE },
] as const satisfies readonly { name: string; roles: readonly StaffRole[] }[];

export type Section = (typeof SECTIONS)[number]["name"];

/** Where somebody of this role begins. */
export function homeOf(role: StaffRole): string {
  return role === "auditor" ? "/admin/audit" : "/admin/staff";
}

export function sectionsOf(role: StaffRole): Section[] {
  return SECTIONS.filter(({ roles }) => (roles as readonly StaffRole[]).includes(role)).map(({ name }) => name);
}
