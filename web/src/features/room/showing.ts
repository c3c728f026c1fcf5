import { html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { CallSession } from "../../call/session.js";
import type { PresentDialog } from "../document/present-dialog.js";
import { type Of, RoomElement } from "./element.js";

/** Begins to show something: what it needs is loaded when it is wanted, but the camera is asked at once, as browsers
 * demand of a tap. */
@customElement("room-showing")
export class RoomShowing extends RoomElement {
  @property({ attribute: false }) session!: CallSession;
  @state() private loaded = false;
  @query("input") private camera!: HTMLInputElement;
  @query("present-dialog") private dialog!: PresentDialog | null;

  async start(what: Of<"show">["what"]): Promise<void> {
    if (what === "whiteboard") this.session.stage.show({ kind: "whiteboard" });
    else if (what === "paper") this.camera.click();
    else (await this.#load()).ask();
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
      ${this.loaded ? html`<present-dialog .session=${this.session}></present-dialog>` : nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "room-showing": RoomShowing;
  }
}
