// @vitest-environment happy-dom
import { render } from "lit";
import { beforeEach, expect, test } from "vitest";
import { type TextField, textField } from "./field.js";

const place = document.createElement("div");
const draw = (field: Partial<TextField>) =>
  render(textField({ name: "email", label: "E-post", value: "", input: () => undefined, ...field }), place);
const input = () => place.querySelector("input") as HTMLInputElement;

beforeEach(() => document.body.append(place));

test("the label names the input", () => {
  draw({});
  expect(place.querySelector("label")?.htmlFor).toBe(input().id);
  expect(input().hasAttribute("aria-describedby")).toBe(false);
  expect(input().hasAttribute("aria-invalid")).toBe(false);
});

test("hint and error are heard with the input", () => {
  draw({ hint: "Som i sms:et", error: "Fyll i det här." });
  const heard = input().getAttribute("aria-describedby")?.split(" ") ?? [];
  expect(heard.map((id) => place.querySelector(`#${id}`)?.textContent)).toEqual(["Som i sms:et", "Fyll i det här."]);
  expect(input().getAttribute("aria-invalid")).toBe("true");
});

test("what is typed is told", () => {
  const typed: string[] = [];
  draw({ input: (value) => typed.push(value) });
  input().value = "anna@kommun.se";
  input().dispatchEvent(new Event("input", { bubbles: true }));
  expect(typed).toEqual(["anna@kommun.se"]);
});
