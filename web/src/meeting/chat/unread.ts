import type { Shared } from "../../shared/items.js";
import { readItem } from "../../shared/payloads.js";
import type { Item } from "../../protocol/messages.gen.js";
import { segments } from "./text.js";
import { unread } from "./view.js";

/** How much others have said and sent since the person last looked. */
export class Unread {
  readonly #shared: Pick<Shared, "of" | "complete">;
  #seen: number | null = null;

  constructor(shared: Pick<Shared, "of" | "complete">) {
    this.#shared = shared;
  }

  /** `open`: the person sees the chat.  What was there when they came is not news. */
  count(open: boolean): number {
    const items: readonly Item[] = [...this.#shared.of("chat"), ...this.#shared.of("files")];
    if (this.#seen === null && !this.#shared.complete) return 0;
    if (open || this.#seen === null) this.#seen = Math.max(0, ...items.map((item) => item.first));
    return unread(items, this.#seen);
  }
}

/** What a person is told of an item while they do not look at the chat; null when there is nothing to tell.  Where
 * others may see this screen, only that there is something. */
export function news(item: Item, watched: boolean): { name: string; text: string | null } | null {
  if (item.mine || item.payload === null || item.n !== item.first) return null;
  const said = item.channel === "chat" ? readItem("chat", item.payload)?.text : readItem("files", item.payload)?.name;
  if (said === undefined) return null;
  return { name: item.name, text: watched || item.to !== null ? null : excerpt(said) };
}

const EXCERPT = 80;

function excerpt(text: string): string {
  const line = segments(text.replace(/\s+/g, " "))
    .map((each) => (each.kind === "sign" ? "" : each.text))
    .join("");
  return [...line].length > EXCERPT ? `${[...line].slice(0, EXCERPT).join("")}…` : line;
}
