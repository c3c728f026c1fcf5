/** A stretch of a message: plain, an address that may be opened, or a character that would deceive. */
export type Segment =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string }
  | { readonly kind: "sign"; readonly text: string; readonly code: string };

/** Characters that turn the direction of text or cannot be seen: they make one thing look like another. */
const DECEIVING = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cc}/u;
const ADDRESS = /\bhttps?:\/\/[^\s<>"'()[\]{}]+/giu;
/** What ends a sentence rather than an address. */
const TAIL = /[.,;:!?]+$/;

/** The message in stretches, none of which can do more than be read or, as an address, be opened. */
export function segments(text: string): Segment[] {
  const found: Segment[] = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TAIL, "");
    const href = safe(address);
    if (href === null) continue;
    found.push(...plain(text.slice(at, match.index)), { kind: "link", text: address, href });
    at = match.index + address.length;
  }
  return [...found, ...plain(text.slice(at))];
}

/** The address as the browser will take it; null when it does not say honestly where it leads. */
function safe(address: string): string | null {
  if (DECEIVING.test(address) || !URL.canParse(address)) return null;
  const url = new URL(address);
  // A name before the host, and a host in letters that only look like others, lead elsewhere than they say.
  const honest = !url.username && !url.password && !url.hostname.split(".").some((part) => part.startsWith("xn--"));
  return honest && (url.protocol === "https:" || url.protocol === "http:") ? url.href : null;
}

function plain(text: string): Segment[] {
  const found: Segment[] = [];
  let run = "";
  const flush = () => {
    if (run) found.push({ kind: "text", text: run });
    run = "";
  };
  for (const character of text) {
    if (character === "\n" || character === "\t" || !DECEIVING.test(character)) {
      run += character;
      continue;
    }
    flush();
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    found.push({ kind: "sign", text: character, code });
  }
  flush();
  return found;
}
