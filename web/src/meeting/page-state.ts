import { Observable } from "../lib/observable.js";
import type { Text } from "../protocol/messages.gen.js";
import type { Panel, SupportPage } from "./parts/actions.js";
import type { Question } from "./parts/confirm.js";

interface Page {
  readonly panel: Panel | null;
  /** The dialog of devices is open. */
  readonly devices: boolean;
  readonly support: SupportPage | null;
  readonly question: Question | null;
  /** Why the server has refused something, for as long as it is shown. */
  readonly problem: Text | null;
  /** What a screen reader is to say. */
  readonly announcement: string;
  /** The connection takes its time. */
  readonly slow: boolean;
  /** The host left while others stayed. */
  readonly goesOn: boolean;
}

/** What is open on the page of a meeting, and what the person is told there. */
export class PageState extends Observable {
  now: Page = {
    panel: null,
    devices: false,
    support: null,
    question: null,
    problem: null,
    announcement: "",
    slow: false,
    goesOn: false,
  };

  change(change: Partial<Page>): void {
    this.now = { ...this.now, ...change };
    this.notify();
  }
}
