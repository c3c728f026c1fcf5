import { afterEach, describe, expect, test } from "vitest";
import { formatDay, formatTime, type Key, locale, t } from "./index.js";

type Catalogue = Record<string, string>;
const files = import.meta.glob<Catalogue>("./*/*.json", { eager: true, import: "default" });
const swedish = Object.keys(files).filter((path) => path.startsWith("./sv/"));
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

afterEach(() => locale.choose("sv"));

test("every namespace exists in both languages", () => {
  const english = Object.keys(files).filter((path) => path.startsWith("./en/"));
  expect(english.map((path) => path.replace("/en/", "/sv/"))).toEqual(swedish);
});

describe.each(swedish)("%s", (path) => {
  const sv = files[path] ?? {};
  const en = files[path.replace("/sv/", "/en/")] ?? {};

  test("has the same keys in both languages", () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(sv).sort());
  });

  test("has the same placeholders in both languages", () => {
    for (const [key, text] of Object.entries(sv)) expect(placeholders(en[key] ?? ""), key).toEqual(placeholders(text));
  });

  test("has no empty text", () => {
    for (const catalogue of [sv, en])
      for (const [key, text] of Object.entries(catalogue)) expect(text.trim(), key).not.toBe("");
  });
});

test("the chosen language is used, and listeners hear of the change", () => {
  let changes = 0;
  const stop = locale.subscribe(() => {
    changes += 1;
  });
  expect(t("common.close")).toBe("Stäng");
  locale.choose("en");
  expect(t("common.close")).toBe("Close");
  expect(changes).toBe(1);
  stop();
});

test("an unknown key shows itself rather than nothing", () => {
  expect(t("common.does_not_exist" as Key)).toBe("common.does_not_exist");
});

test("times are written the Swedish way", () => {
  expect(formatTime(new Date(2026, 2, 3, 14, 5).getTime() / 1000)).toBe("14:05");
});

test("days near by have names of their own, and those of another year say which", () => {
  const now = new Date(2026, 2, 3, 23, 30);
  const day = (...date: [number, number, number, number]) => formatDay(new Date(...date).getTime() / 1000, now);
  expect(day(2026, 2, 3, 1)).toBe("i dag");
  expect(day(2026, 2, 4, 1)).toBe("i morgon");
  expect(day(2026, 2, 10, 14)).toBe("tisdag 10 mars");
  expect(day(2027, 2, 3, 14)).toBe("onsdag 3 mars 2027");
  locale.choose("en");
  expect(day(2026, 2, 3, 1)).toBe("today");
});
