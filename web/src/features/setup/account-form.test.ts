import { expect, test } from "vitest";
import { type Account, emptyAccount, toBody, troubles } from "./account-form.js";

const good: Account = {
  organisation: "Sundby kommun",
  unit: "Socialtjänsten",
  name: "Anna Berg",
  email: "anna@sundby.example",
  password: "tolv tecken!",
};

test("a complete account has no trouble", () => {
  expect(troubles(good)).toEqual({});
});

test("every empty field is named", () => {
  expect(troubles(emptyAccount)).toEqual({
    organisation: "missing",
    unit: "missing",
    name: "missing",
    email: "missing",
    password: "short",
  });
});

test("an address and a password of the wrong shape are named", () => {
  expect(troubles({ ...good, email: "anna" })).toEqual({ email: "email" });
  expect(troubles({ ...good, password: "elva tecken" })).toEqual({ password: "short" });
});

test("names are sent without stray spaces, the password exactly as typed", () => {
  const body = toBody("t".repeat(22), { ...good, name: " Anna Berg ", password: " lösen med rum " });
  expect(body).toMatchObject({ name: "Anna Berg", password: " lösen med rum " });
});
