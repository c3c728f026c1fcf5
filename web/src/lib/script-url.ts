/** The one way in which we name a script at run time: a hashed file of our own (Trusted Types, section 2.2.3), or
 * where nothing is built yet, its source. */
const OURS = import.meta.env.MODE === "development" ? /^\/(src|node_modules)\/./ : /^\/assets\/[\w.-]{1,128}\.m?js$/;

interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): unknown };
}

const rules = {
  createScriptURL(url: string): string {
    const { origin, pathname } = new URL(url, globalThis.location.href);
    if (origin !== globalThis.location.origin || !OURS.test(pathname)) throw new TypeError("not a script of ours");
    return origin + pathname;
  },
};

const { trustedTypes } = globalThis as { trustedTypes?: Policies };
const policy = trustedTypes?.createPolicy("resfri-scripts", rules) ?? rules;

/** For a sink that loads a script; the library's types know only strings there. */
export function scriptUrl(url: string): string {
  return policy.createScriptURL(url) as string;
}
