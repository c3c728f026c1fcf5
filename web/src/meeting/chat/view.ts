import type { Unsent } from "../../shared/items.js";
import { readItem, type SentFile } from "../../shared/payloads.js";
import { CHAT_EDIT_SECONDS, type Item } from "../../protocol/messages.gen.js";

/** As long as the server lets an author change a message, less a little for the way there. */
const EDIT_SECONDS = CHAT_EDIT_SECONDS - 20;

interface Entry {
  readonly key: string;
  readonly author: string;
  readonly name: string;
  readonly mine: boolean;
  readonly at: number;
  /** Whom it is for, when it is for one person alone; of one that came to oneself, who sent it. */
  readonly private: string | null;
  readonly removable: boolean;
}

export interface Message extends Entry {
  readonly kind: "message";
  readonly text: string;
  readonly reply: { readonly name: string; readonly text: string } | null;
  readonly changed: boolean;
  readonly editable: boolean;
  /** Not yet with the server. */
  readonly sending: boolean;
}

export interface FileEntry extends Entry {
  readonly kind: "file";
  readonly file: SentFile;
}

export type ChatEntry = Message | FileEntry;

export interface ChatInput {
  readonly messages: readonly Item[];
  readonly files: readonly Item[];
  readonly unsent: readonly Unsent[];
  readonly host: boolean;
  /** Unix seconds. */
  readonly now: number;
  readonly self: { readonly id: string; readonly name: string };
}

/** Everything that was said and sent, in the order in which it came; what is not yet with the server stands last. */
export function chatEntries(input: ChatInput): ChatEntry[] {
  const said = new Map(input.messages.map((item) => [item.key, item]));
  const changing = new Map(input.unsent.map((each) => [each.key, each]));
  const kept = [...input.messages, ...input.files].sort((a, b) => a.first - b.first);
  const entries = kept.flatMap((item): ChatEntry[] => {
    const change = changing.get(item.key);
    if (change?.payload === null) return [];
    const now = change && item.channel === "chat" ? { ...item, payload: change.payload } : item;
    return item.channel === "chat" ? message(now, said, input, change !== undefined) : file(now, input);
  });
  const fresh = input.unsent.filter((each) => !said.has(each.key) && each.payload !== null);
  return [...entries, ...fresh.flatMap((each) => unsent(each, said, input))];
}

function entry(item: Item, host: boolean): Entry {
  const { key, author, name, mine, at } = item;
  const other = mine ? item.to_name : name;
  return { key, author, name, mine, at, private: item.to === null ? null : other, removable: mine || host };
}

function message(item: Item, said: ReadonlyMap<string, Item>, input: ChatInput, sending: boolean): Message[] {
  const found = readItem("chat", item.payload);
  if (!found) return [];
  const { text } = found;
  return [
    {
      ...entry(item, input.host),
      kind: "message",
      text,
      reply: quoted(found.reply, said),
      changed: item.changed_at !== null,
      editable: item.mine && input.now - item.at < EDIT_SECONDS,
      sending,
    },
  ];
}

function quoted(key: string | undefined, said: ReadonlyMap<string, Item>): Message["reply"] {
  const item = key === undefined ? undefined : said.get(key);
  const found = item && readItem("chat", item.payload);
  return found ? { name: item.name, text: found.text } : null;
}

function file(item: Item, input: ChatInput): FileEntry[] {
  const found = readItem("files", item.payload);
  return found ? [{ ...entry(item, input.host), kind: "file", file: found }] : [];
}

function unsent({ key, payload, to }: Unsent, said: ReadonlyMap<string, Item>, input: ChatInput): Message[] {
  const found = readItem("chat", payload);
  if (!found) return [];
  return [
    {
      kind: "message",
      key,
      author: input.self.id,
      name: input.self.name,
      mine: true,
      at: input.now,
      private: to,
      removable: false,
      text: found.text,
      reply: quoted(found.reply, said),
      changed: false,
      editable: false,
      sending: true,
    },
  ];
}

/** How many things others have said or sent since `seen`. */
export function unread(items: readonly Item[], seen: number): number {
  return items.filter((item) => !item.mine && item.first > seen).length;
}

const UNITS = ["B", "kB", "MB", "GB"];

/** 1 536 000 is "1,5 MB". */
export function fileSize(bytes: number, language: string): string {
  const power = Math.min(UNITS.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  const digits = power === 0 || value >= 10 ? 0 : 1;
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)} ${UNITS[power]}`;
}
