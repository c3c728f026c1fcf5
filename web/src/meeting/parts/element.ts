import { consume } from "@lit/context";
import { LitElement } from "lit";
import { LocaleController } from "../../i18n/index.js";
import "../../i18n/room.js";
import { type Subscribable, Watch } from "../../lib/watch.js";
import { type Actions, actionsContext } from "./actions.js";
import { type Meeting, meetingContext } from "./meeting.js";

/** A part of a meeting's page: draws again when the language changes, and does what the person wants by `actions`. */
export class RoomElement extends LitElement {
  @consume({ context: actionsContext })
  protected actions!: Actions;

  constructor() {
    super();
    new LocaleController(this);
  }

  /** Where a screen reader begins when this has become the page. */
  async focusHeading(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }
}

/** A part that looks at the meeting itself, and draws again when what it follows has changed. */
export abstract class MeetingElement extends RoomElement {
  @consume({ context: meetingContext })
  protected meeting!: Meeting;

  constructor() {
    super();
    new Watch(this, () => this.follows(this.meeting));
  }

  protected abstract follows(meeting: Meeting): readonly Subscribable[];
}
