import { inLanguage, t } from "../i18n/index.js";
import { noteTrouble } from "../lib/troubles.js";
import type { Problem } from "../protocol/api.gen.js";

/** A request that did not succeed, with the server's Problem, or one of ours when no server answered. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.code);
  }

  /** The sentence for people about one form field, or nothing. */
  field(name: string): string | undefined {
    const text = this.problem.fields[name];
    return text && inLanguage(text);
  }
}

const TIMEOUT_MS = 20_000;
const noText = { sv: "", en: "" };

function made(status: number, code: string): ApiError {
  return new ApiError(status, { code, blame: "internal", text: noText, fields: {} });
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "code" in body && "text" in body;
}

async function failure(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  noteTrouble(isProblem(body) ? body.code : "unexpected");
  if (!isProblem(body)) return made(response.status, "unexpected");
  return new ApiError(response.status, { ...body, fields: body.fields ?? {} });
}

let prove: (() => Promise<boolean>) | null = null;

/** Who to ask when the server wants to know again who somebody is; true when it has been shown. */
export function onStepUp(ask: () => Promise<boolean>): void {
  prove = ask;
}

/** A request that needs a fresh proof of who somebody is asks for it, and is then made once more. */
async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  try {
    return await send<T>(method, path, body);
  } catch (error) {
    const needed = error instanceof ApiError && error.problem.code === "step_up_needed";
    if (!needed || !prove || !(await prove())) throw error;
    return send<T>(method, path, body);
  }
}

async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-Resfri"] = "1";
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      // Guests' older phones do not have timeout() yet; they wait as long as the network does.
      signal: AbortSignal.timeout?.(TIMEOUT_MS) ?? null,
    });
  } catch {
    throw made(0, "no_network");
  }
  if (!response.ok) throw await failure(response);
  if (response.status === 204) return undefined as T;
  return (await response.json().catch(() => Promise.reject(made(response.status, "unexpected")))) as T;
}

export const http = {
  get: <T>(path: string) => request<T>("GET", path),
  post: <T>(path: string, body?: unknown) => request<T>("POST", path, body),
  put: <T>(path: string, body?: unknown) => request<T>("PUT", path, body),
  delete: <T = void>(path: string) => request<T>("DELETE", path),
};

export type Http = typeof http;

/** The sentence to show a person for anything that was thrown. */
export function sentence(error: unknown): string {
  if (!(error instanceof ApiError)) return t("common.error.unexpected");
  if (error.problem.code === "no_network") return t("common.error.no_network");
  return inLanguage(error.problem.text) || t("common.error.unexpected");
}
