/** Codes of what went wrong on this page lately, without a word of what it was about; kept nowhere else. */
const seen: string[] = [];
const MOST = 20;

export function noteTrouble(code: string): void {
  if (!/^[a-z_]{1,40}$/.test(code)) return;
  seen.push(code);
  if (seen.length > MOST) seen.shift();
}

export function troublesSeen(): readonly string[] {
  return [...seen];
}
