import type { ProviderReturn } from "../protocol/api.gen.js";
import { recall, remember } from "./remember.js";

/** Why somebody went to the identity provider, remembered by the `state` that comes back with them. */
export interface Errand {
  what: "sign_in" | "step_up";
  next: string;
}

/** Tells other tabs that somebody has shown who they are. */
export const PROVED = "resfri-proved";

const KEY = "provider";

/** Before the browser goes to the address: what to do when it comes back. */
export function leave(url: string, errand: Errand): void {
  const state = new URL(url).searchParams.get("state") ?? "";
  remember(KEY, JSON.stringify({ state, ...errand }));
}

/** The errand that this answer ends; signing in where nothing is remembered. */
export function errandOf(state: string): Errand {
  try {
    const kept = JSON.parse(recall(KEY) ?? "null") as (Errand & { state: string }) | null;
    if (kept?.state === state) return { what: kept.what === "step_up" ? "step_up" : "sign_in", next: kept.next };
  } catch {
    // Whatever else is written there is not ours.
  }
  return { what: "sign_in", next: "" };
}

/** What the provider sent with the browser to the address of its organisation; null when it refused. */
export function answerOf(organisation: string, search: string): ProviderReturn | null {
  const given = new URLSearchParams(search);
  const code = given.get("code");
  const state = given.get("state");
  return code && state ? { organisation, code, state, iss: given.get("iss") ?? "" } : null;
}

/** Only the web: a setting must not be able to make the browser run something. */
export function isWebAddress(url: string): boolean {
  return /^https?:\/\//.test(url);
}
