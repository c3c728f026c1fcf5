import { expect, test } from "vitest";
import { type Account, asked, emptyAccount, FIELDS, toBody, troubles } from "./account-form.js";

const good: Account = {
  organisation: "Sundby kommun",
  unit: "Socialtjänsten",
  name: "Anna Berg",
  email: "anna@sundby.example",
  password: "tolv tecken!",
};

test("the first account is asked for everything, others only for a password where they need one", () => {
  expect(asked("first_account", "totp")).toEqual([...FIELDS]);
  expect(asked("first_account", "passkey")).toEqual(["organisation", "unit", "name", "email"]);
  expect(asked("invited", "totp")).toEqual(["password"]);
  expect(asked("recovery", "passkey")).toEqual([]);
});

test("a complete account has no trouble", () => {
  expect(troubles(good, FIELDS)).toEqual({});
});

test("every empty field that is asked for is named", () => {
  expect(troubles(emptyAccount, FIELDS)).toEqual({
    organisation: "missing",
    unit: "missing",
    name: "missing",
    email: "missing",
    password: "short",
  });
  expect(troubles(emptyAccount, [])).toEqual({});
});

test("an address and a password of the wrong shape are named", () => {
  expect(troubles({ ...good, email: "anna" }, FIELDS)).toEqual({ email: "email" });
  expect(troubles({ ...good, password: "elva tecken" }, FIELDS)).toEqual({ password: "short" });
});

test("names are sent without stray spaces, the password exactly as typed, and nothing that was not asked for", () => {
  const token = "t".repeat(22);
  const body = toBody(token, "totp", { ...good, name: " Anna Berg ", password: " lösen med rum " }, FIELDS);
  expect(body).toMatchObject({ name: "Anna Berg", password: " lösen med rum " });
  expect(toBody(token, "passkey", good, [])).toEqual({ token, method: "passkey" });
});
