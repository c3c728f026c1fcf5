import type { Ticket } from "../protocol/api.gen.js";
import { ApiError, http } from "./http.js";
import { Refused } from "./socket.js";

/** Answers that stay the same however often one asks; everything else may pass. */
const FINAL: ReadonlySet<number> = new Set([400, 401, 403, 404, 409, 410, 422]);
/** The service lets running meetings end before it is updated; that takes longer than a person looks at a page. */
const UPDATING = "updating";

/** Fetches one-time tickets for a meeting; a guest has only one meeting and names none. */
export function ticketsFor(meeting: string | null, post: typeof http.post = http.post): () => Promise<string> {
  return async () => {
    try {
      return (await post<Ticket>("/api/ticket", { meeting })).ticket;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.problem.code === UPDATING) throw new Refused(error.problem.text, true);
      if (FINAL.has(error.status)) throw new Refused(error.problem.text);
      throw error;
    }
  };
}
