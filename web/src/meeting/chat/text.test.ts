import { describe, expect, it } from "vitest";
import { segments } from "./text.js";

const links = (text: string) => segments(text).flatMap((each) => (each.kind === "link" ? [each.href] : []));
const whole = (text: string) =>
  segments(text)
    .map((each) => each.text)
    .join("");

describe("an address", () => {
  it.each([
    ["se https://example.se/a?b=c.", "https://example.se/a?b=c"],
    ["(http://example.se)", "http://example.se/"],
    ["https://example.se, och", "https://example.se/"],
  ])("in %j can be opened", (text, href) => {
    expect(links(text)).toEqual([href]);
    expect(whole(text)).toBe(text);
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "https://bank.se@evil.example/",
    "https://user:pass@evil.example/",
    "https://xn--bnk-5qa.se/",
    "https://b\u0430nk.se/",
    "https://example.se/\u202egnp.exe",
    "https://",
    "file:///etc/passwd",
  ])("like %j is text", (text) => {
    expect(links(text)).toEqual([]);
    expect(whole(text)).toBe(text);
  });
});

describe("a character that deceives", () => {
  it.each(["\u202e", "\u2066", "\u200b", "\u200f", "\ufeff", "\u0007", "\u00ad"])("is shown: %j", (sign) => {
    const code = sign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
    expect(segments(`a${sign}b`)).toEqual([
      { kind: "text", text: "a" },
      { kind: "sign", text: sign, code },
      { kind: "text", text: "b" },
    ]);
  });

  it("is none of those that people write with", () => {
    const text = "Åsa och José – 👩‍👧 عربي עברית हिन्दी\nny rad\t!";
    expect(segments(text)).toEqual([{ kind: "text", text }]);
  });
});
