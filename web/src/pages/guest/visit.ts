import { Observable } from "../../lib/observable.js";
import { ApiError, type Http } from "../../net/http.js";
import type { EidStart, GuestLinkView, Seat } from "../../protocol/api.gen.js";

export type Step =
  | { is: "checking" }
  | { is: "ready"; view: GuestLinkView }
  /** The link is used, and the guest has still to show who they are. */
  | { is: "identify"; seat: Seat }
  | { is: "seated"; seat: Seat }
  /** The link is bad, for a reason that nobody is told. */
  | { is: "bad" }
  /** There is neither a link nor a seat, as after a reload before entering. */
  | { is: "lost" }
  | { is: "failed"; error: unknown };

/** Longer waits are cut up, because a sleeping phone does not keep time and setTimeout has a ceiling. */
const LOOK_AT_MOST_EVERY_MS = 60_000;
const LOOK_AT_LEAST_AFTER_MS = 2_000;

/** A guest's way from the link to the door. */
export class Visit extends Observable {
  readonly #http: Pick<Http, "get" | "post">;
  step: Step = { is: "checking" };
  entering = false;
  /** What went wrong when the guest pressed the button. */
  problem: unknown = null;
  reported = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    http: Pick<Http, "get" | "post">,
    readonly token: string | null,
  ) {
    super();
    this.#http = http;
  }

  /** Asks what the link opens, or whether this browser already has a seat.  Consumes nothing. */
  async check(): Promise<void> {
    if (["seated", "identify"].includes(this.step.is) || this.entering) return;
    if (this.step.is === "failed") this.#move({ is: "checking" });
    try {
      this.#move(await this.#ask());
    } catch (error) {
      // Once the invitation is on the screen, a lost network does not take it away.
      if (this.step.is !== "ready") this.#move(stepOf(error));
      else if (isBad(error)) this.#move({ is: "bad" });
    }
    this.#lookAgain();
  }

  async enter(name: string | null): Promise<void> {
    if (this.entering || this.token === null) return;
    this.entering = true;
    this.problem = null;
    this.notify();
    try {
      const seat = await this.#http.post<Seat>("/api/guest/enter", { token: this.token, name });
      this.entering = false;
      this.#move(stepWith(seat));
    } catch (error) {
      this.entering = false;
      this.problem = error;
      if (isBad(error)) return this.#move({ is: "bad" });
      this.notify();
      // The host has moved the meeting to later since the page was opened.
      if (error instanceof ApiError && error.problem.code === "early") await this.check();
    }
  }

  async sendCode(): Promise<void> {
    await this.#http.post("/api/guest/code");
  }

  async checkCode(code: string): Promise<void> {
    this.#move(stepWith(await this.#http.post<Seat>("/api/guest/code/check", { code: code.replace(/\s/g, "") })));
  }

  /** Where the guest goes to identify themself; they come back to this page without the link. */
  async beginEid(): Promise<string> {
    return (await this.#http.post<EidStart>("/api/guest/eid")).url;
  }

  /** Tells whoever invited that the link does not work. */
  async report(): Promise<void> {
    await this.#http.post("/api/guest/report", { token: this.token ?? "" });
    this.reported = true;
    this.notify();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<Step> {
    if (this.token === null) return stepWith(await this.#http.get<Seat>("/api/guest/seat"));
    return { is: "ready", view: await this.#http.post<GuestLinkView>("/api/guest/check", { token: this.token }) };
  }

  /** An early guest's door opens by itself. */
  #lookAgain() {
    clearTimeout(this.#timer);
    if (this.step.is !== "ready" || this.step.view.state !== "early") return;
    const left = this.step.view.opens_at * 1000 - Date.now();
    const wait = Math.min(Math.max(left, LOOK_AT_LEAST_AFTER_MS), LOOK_AT_MOST_EVERY_MS);
    this.#timer = setTimeout(() => void this.check(), wait);
  }

  #move(step: Step) {
    this.step = step;
    this.notify();
  }
}

function stepWith(seat: Seat): Step {
  return seat.todo.length > 0 ? { is: "identify", seat } : { is: "seated", seat };
}

/** A link that is cut short in the message is refused for its form; to the guest it is the same bad link. */
function isBad(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 404 || error.problem.code === "bad_link");
}

function stepOf(error: unknown): Step {
  if (!(error instanceof ApiError)) return { is: "failed", error };
  if (error.status === 401) return { is: "lost" };
  return isBad(error) || error.status === 400 || error.status === 422 ? { is: "bad" } : { is: "failed", error };
}
