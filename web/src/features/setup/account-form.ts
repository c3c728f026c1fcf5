import type { SetupAccount } from "../../protocol/api.gen.js";

export const FIELDS = ["organisation", "unit", "name", "email", "password"] as const;
export type FieldName = (typeof FIELDS)[number];
export type Account = Record<FieldName, string>;
export type FieldTrouble = "missing" | "email" | "short";

export const SHORTEST_PASSWORD = 12;

export const emptyAccount: Account = { organisation: "", unit: "", name: "", email: "", password: "" };

/** What to say about a field before it is sent.  The server has the last word. */
export function troubles(account: Account): Partial<Record<FieldName, FieldTrouble>> {
  const found: Partial<Record<FieldName, FieldTrouble>> = {};
  for (const name of FIELDS) if (account[name].trim() === "") found[name] = "missing";
  if (!found.email && !/^[^@\s]+@[^@\s]+$/.test(account.email.trim())) found.email = "email";
  if ([...account.password].length < SHORTEST_PASSWORD) found.password = "short";
  return found;
}

export function toBody(token: string, account: Account): SetupAccount {
  const { organisation, unit, name, email, password } = account;
  return {
    token,
    organisation: organisation.trim(),
    unit: unit.trim(),
    name: name.trim(),
    email: email.trim(),
    password,
  };
}
