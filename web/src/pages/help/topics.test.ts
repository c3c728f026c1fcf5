import { expect, it } from "vitest";
import "../../i18n/help.js";
import { type Key, t } from "../../i18n/index.js";
import { GUEST_TOPICS, STAFF_TOPICS } from "./topics.js";

it.each([...GUEST_TOPICS, ...STAFF_TOPICS])(
  "$name has a heading and every line, and no line too many",
  ({ name, lines }) => {
    const has = (line: string): boolean => {
      const key = `help.${name}.${line}`;
      return t(key as Key) !== key;
    };
    expect(has("title")).toBe(true);
    for (let line = 1; line <= lines; line++) expect(has(`${line}`), `line ${line}`).toBe(true);
    expect(has(`${lines + 1}`)).toBe(false);
    expect(has("text")).toBe(lines === 0);
  },
);
