import type { SetupBegin, SetupView } from "../../protocol/api.gen.js";

export const FIELDS = ["organisation", "unit", "name", "email", "password"] as const;
export type FieldName = (typeof FIELDS)[number];
export type Account = Record<FieldName, string>;
export type FieldTrouble = "missing" | "email" | "short";
export type Method = SetupBegin["method"];

const SHORTEST_PASSWORD = 12;

export const emptyAccount: Account = { organisation: "", unit: "", name: "", email: "", password: "" };

/** What is asked for: an account that exists has its names, and a passkey needs no password. */
export function asked(purpose: SetupView["purpose"], method: Method): FieldName[] {
  return FIELDS.filter((name) => (name === "password" ? method === "totp" : purpose === "first_account"));
}

/** What to say about a field before it is sent.  The server has the last word. */
export function troubles(account: Account, wanted: readonly FieldName[]): Partial<Record<FieldName, FieldTrouble>> {
  const found: Partial<Record<FieldName, FieldTrouble>> = {};
  for (const name of wanted) if (account[name].trim() === "") found[name] = "missing";
  if (wanted.includes("email") && !found.email && !/^[^@\s]+@[^@\s]+$/.test(account.email.trim()))
    found.email = "email";
  if (wanted.includes("password") && [...account.password].length < SHORTEST_PASSWORD) found.password = "short";
  return found;
}

export function toBody(token: string, method: Method, account: Account, wanted: readonly FieldName[]): SetupBegin {
  const body: SetupBegin = { token, method };
  for (const name of wanted) body[name] = name === "password" ? account.password : account[name].trim();
  return body;
}
