import { expect, test } from "vitest";
import { body, pairsOf, shown } from "./setting-fields.js";

test("lines become pairs, and only the first equals sign divides", () => {
  expect(pairsOf("to={to}\n message = a=b \n\n=nothing")).toEqual({ to: "{to}", message: "a=b" });
});

test("a new form shows what usually fits", () => {
  expect(shown("mail", null)).toEqual({ port: "587", security: "starttls" });
});

test("a stored setting comes back as it was, without its secret", () => {
  const stored = {
    issuer: "https://id.example.se",
    client_id: "resfri",
    acr: "",
    groups_claim: "g",
    roles: { a: "agent" },
  };
  const values = shown("oidc", { ...stored, client_secret: null });
  expect(body("oidc", values)).toEqual({ ...stored, client_secret: null });
});

test("a secret is sent only when one was written", () => {
  expect(body("eid", { client_secret: "" })["client_secret"]).toBeNull();
  expect(body("eid", { client_secret: "x" })["client_secret"]).toBe("x");
});

test("a port is a number", () => {
  expect(body("mail", { port: "25" })["port"]).toBe(25);
});
