import { MESSAGES } from "./decode.gen.js";
import type { ServerMessage } from "./messages.gen.js";
import { isRecord, LATER, Malformed } from "./readers.js";

/** A server message, or why there is none: `later` is something that only a newer service says. */
export function decode(frame: unknown): ServerMessage | "later" | "malformed" {
  try {
    const value: unknown = typeof frame === "string" ? JSON.parse(frame) : null;
    if (!isRecord(value) || typeof value.type !== "string") return "malformed";
    if (!Object.hasOwn(MESSAGES, value.type)) return "later";
    const type = value.type as ServerMessage["type"];
    const read = MESSAGES[type](value);
    return read === LATER ? "later" : ({ type, ...read } as ServerMessage);
  } catch (error) {
    if (error instanceof Malformed || error instanceof SyntaxError) return "malformed";
    throw error;
  }
}
