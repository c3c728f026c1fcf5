import type { FileMade, NewFile, Problem, UploadView } from "../protocol/api.gen.js";
import type { Text } from "../protocol/messages.gen.js";

/** The connection broke; nothing is known of what became of the request. */
export class Broken extends Error {}

/** The server refused. */
export class RefusedFile extends Error {
  constructor(readonly text: Text) {
    super("refused");
  }
}

/** All reject with Broken or RefusedFile. */
export interface FileServer {
  begin(file: NewFile): Promise<UploadView>;
  progress(id: string): Promise<UploadView>;
  send(id: string, offset: number, piece: Blob): Promise<UploadView>;
  cancel(id: string): Promise<void>;
  fetch(meeting: string, file: string): Promise<Blob>;
  /** Has an office document made into a PDF; answers the new file's id. */
  convert(meeting: string, file: string): Promise<string>;
}

/** A piece may take as long as a slow network needs, and the last one as long as the server looks at the file. */
const PIECE_MS = 120_000;
/** Refusals that another try may overcome. */
const PASSING: ReadonlySet<string> = new Set(["rate_limited", "too_slow", "updating", "audit_unavailable"]);

async function ask(method: string, path: string, body: BodyInit | null = null, type = "application/json") {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      body,
      headers: { ...(method === "GET" ? {} : { "X-Resfri": "1" }), ...(body === null ? {} : { "Content-Type": type }) },
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout?.(PIECE_MS) ?? null,
    });
  } catch {
    throw new Broken();
  }
  if (response.ok) return response;
  const problem = (await response.json().catch(() => null)) as Problem | null;
  if (!problem?.text?.sv || PASSING.has(problem.code)) throw new Broken();
  throw new RefusedFile(problem.text);
}

async function view(answer: Promise<Response>): Promise<UploadView> {
  const body = (await (await answer).json().catch(() => null)) as UploadView | null;
  if (typeof body?.id !== "string" || !(body.piece > 0) || !(body.received >= 0)) throw new Broken();
  return body;
}

const at = (id: string) => `/api/uploads/${encodeURIComponent(id)}`;

/** The address of a file, for a link that saves it. */
export const fileAddress = (meeting: string, file: string) =>
  `/api/meetings/${encodeURIComponent(meeting)}/files/${encodeURIComponent(file)}`;

export const browserFiles: FileServer = {
  begin: (file) => view(ask("POST", "/api/uploads", JSON.stringify(file))),
  progress: (id) => view(ask("GET", at(id))),
  send: (id, offset, piece) => view(ask("PUT", `${at(id)}?offset=${offset}`, piece, "application/octet-stream")),
  cancel: async (id) => void (await ask("DELETE", at(id))),
  convert: async (meeting, file) => {
    const response = await ask("POST", `${fileAddress(meeting, file)}/pdf`, "{}");
    const body = (await response.json().catch(() => null)) as FileMade | null;
    return typeof body?.id === "string" ? body.id : Promise.reject(new Broken());
  },
  fetch: async (meeting, file) => {
    const response = await ask("GET", fileAddress(meeting, file));
    return response.blob().catch(() => Promise.reject(new Broken()));
  },
};
