/**
 * Every text of the client, by key: `t("guest.enter", { name })` is "enter" of the namespace `guest`.
 *
 * A namespace is a pair of JSON files, `sv/<name>.json` (the source) and `en/<name>.json`, and a module
 * `i18n/<name>.ts` that defines it; a feature imports that module, so that guests never download staff texts.
 */
import type { ReactiveControllerHost } from "lit";
import { Watch } from "../lib/watch.js";
import type { Text } from "../protocol/messages.gen.js";
import en from "./en/common.json";
import { locale } from "./locale.js";
import sv from "./sv/common.json";

export { locale };

/** Namespaces add themselves to this by `declare module`. */
export interface Texts {
  common: typeof sv;
}
export type Key = { [N in keyof Texts]: `${N}.${keyof Texts[N] & string}` }[keyof Texts];
type Stem<K> = K extends `${infer S}.other` ? S : never;
export type Values = Record<string, string | number>;
type Catalogue = Record<string, string>;

const catalogues = new Map<string, { sv: Catalogue; en: Catalogue }>();

export function define<N extends keyof Texts>(name: N, texts: { sv: Texts[N]; en: Texts[N] }): void {
  catalogues.set(name, texts as unknown as { sv: Catalogue; en: Catalogue });
}
define("common", { sv, en });

/** The text of `key` in the chosen language, with `{name}` replaced from `values`. */
export function t(key: Key, values: Values = {}): string {
  const dot = key.indexOf(".");
  const text = catalogues.get(key.slice(0, dot))?.[locale.language][key.slice(dot + 1)] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return typeof value === "number" ? new Intl.NumberFormat(locale.tag).format(value) : (value ?? whole);
  });
}

/** `<key>.one` or `<key>.other`, whichever fits `count`, which the text may show as `{count}`. */
export function plural(key: Stem<Key>, count: number, values: Values = {}): string {
  const form = new Intl.PluralRules(locale.tag).select(count) === "one" ? "one" : "other";
  return t(`${key}.${form}` as Key, { count, ...values });
}

/** A server's sentence in the chosen language. */
export function inLanguage(text: Text): string {
  return text[locale.language];
}

function format(unixSeconds: number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale.tag, options).format(unixSeconds * 1000);
}

/** 14:05 */
export function formatTime(unixSeconds: number): string {
  return format(unixSeconds, { hour: "2-digit", minute: "2-digit" });
}

const midnight = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());

/** "i dag", "i morgon" or "tisdag 3 mars", with the year when it is another one. */
export function formatDay(unixSeconds: number, now = new Date()): string {
  const date = new Date(unixSeconds * 1000);
  const days = Math.round((midnight(date) - midnight(now)) / 86_400_000);
  if (days === 0 || days === 1) return new Intl.RelativeTimeFormat(locale.tag, { numeric: "auto" }).format(days, "day");
  const day: Intl.DateTimeFormatOptions = { weekday: "long", day: "numeric", month: "long" };
  return format(unixSeconds, date.getFullYear() === now.getFullYear() ? day : { ...day, year: "numeric" });
}

/** Draws the host again when the language changes. */
export class LocaleController extends Watch {
  constructor(host: ReactiveControllerHost) {
    super(host, locale);
  }
}
