import type { Key } from "../i18n/index.js";

export type Params = Record<string, string>;

export interface Route {
  path: string;
  tag: string;
  title: Key;
  /** Only for people who are signed in. */
  staff?: boolean;
  load: () => Promise<unknown>;
}

/** What every page element is given. */
export interface Page extends HTMLElement {
  params: Params;
  /** The one-time secret from the URL's fragment, when the page was opened by such a link. */
  secret: string | null;
}

let table: readonly Route[] = [];

/** Hands over the pages that there are, once, before anybody asks for one. */
export function useRoutes(routes: readonly Route[]): void {
  table = routes;
}

/** The route and the parameters of a path; exact parts win over parameters by coming first in the list. */
export function match(path: string): { route: Route; params: Params } | null {
  const parts = path.replace(/\/+$/, "").split("/");
  for (const route of table) {
    const params = paramsOf(route.path.split("/"), parts);
    if (params) return { route, params };
  }
  return null;
}

function paramsOf(pattern: string[], parts: string[]): Params | null {
  if (pattern.length !== parts.length) return null;
  const params: Params = {};
  for (const [index, want] of pattern.entries()) {
    const part = parts[index] ?? "";
    if (!want.startsWith(":")) {
      if (part !== want) return null;
    } else {
      if (!/^[\w-]{1,64}$/.test(part)) return null;
      params[want.slice(1)] = part;
    }
  }
  return params;
}

/** Where to go after signing in: only a path of ours, so that a link cannot send people elsewhere. */
export function safeNext(search: string): string {
  const next = new URLSearchParams(search).get("next") ?? "";
  return match(next.split("?")[0] ?? "") ? next : "/meetings";
}

/** Takes the secret out of the address bar and the history, at once, and hands it over. */
export function takeSecret(address: Location = location, past: History = history): string | null {
  const secret = address.hash.slice(1);
  if (!address.href.includes("#")) return null;
  past.replaceState(past.state, "", address.pathname + address.search);
  return secret || null;
}

/** Loads the document anew, because browsers remember that a module could not be fetched.  The secret goes along. */
export function reload(secret: string | null): void {
  if (secret) history.replaceState(history.state, "", `${location.pathname}${location.search}#${secret}`);
  location.reload();
}

const MOVED = "resfri:moved";

/** Goes to a page of ours without loading the document anew. */
export function navigate(path: string, options: { replace?: boolean } = {}): void {
  if (options.replace) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  window.dispatchEvent(new Event(MOVED));
}

/** Calls `moved` when the address changes, for whatever reason. */
export function watchAddress(moved: () => void): void {
  for (const event of [MOVED, "popstate", "hashchange"]) window.addEventListener(event, moved);
  document.addEventListener("click", (event) => {
    const path = ownLink(event);
    if (path === null) return;
    event.preventDefault();
    navigate(path);
  });
}

function ownLink(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  if (!link?.href || link.target || link.hasAttribute("download") || link.origin !== location.origin) return null;
  return match(link.pathname) || link.pathname === "/" ? link.pathname + link.search + link.hash : null;
}
