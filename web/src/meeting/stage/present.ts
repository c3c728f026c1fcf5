import { html, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { t } from "../../i18n/index.js";
import { near } from "../../state/room.js";
import { toast } from "../../ui/toast.js";
import type { PresentDialog } from "../document/present-dialog.js";
import type { Presentable } from "../parts/actions.js";
import { MeetingElement } from "../parts/element.js";

/** Begins to show something: what it needs is loaded when it is wanted, but the camera is asked at once, as browsers
 * demand of a tap. */
@customElement("room-present")
export class RoomPresent extends MeetingElement {
  @state() protected loaded = false;
  @query("input") protected camera!: HTMLInputElement;
  @query("present-dialog") protected dialog!: PresentDialog | null;

  protected override follows() {
    return [];
  }

  async start(what: Presentable): Promise<void> {
    const leader = this.#leader;
    if (leader !== null) return toast(t("room.presented.taken", { name: leader }));
    if (what === "whiteboard") this.meeting.session.presented.show({ kind: "whiteboard" });
    else if (what === "paper") this.camera.click();
    else (await this.#load()).ask();
  }

  /** The name of somebody else who leads the stage, and must let go of it first. */
  get #leader(): string | null {
    const { current } = this.meeting.session.presented;
    const leads = near(this.meeting.room.state).some((person) => person.id === current?.leader);
    return !current || current.mine || this.meeting.host || !leads ? null : current.leaderName;
  }

  async #load(): Promise<PresentDialog> {
    await import("../document/present-dialog.js");
    this.loaded = true;
    await this.updateComplete;
    return this.dialog as PresentDialog;
  }

  async #photographed(): Promise<void> {
    const [photo] = this.camera.files ?? [];
    this.camera.value = "";
    if (photo) await (await this.#load()).paper(photo);
  }

  override render() {
    return html`<input
        type="file"
        hidden
        accept="image/*"
        capture="environment"
        data-testid="paper-file"
        @change=${() => void this.#photographed()}
      />
      ${this.loaded ? html`<present-dialog .session=${this.meeting.session}></present-dialog>` : nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "room-present": RoomPresent;
  }
}
