import { css, html } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Shown } from "../../shared/payloads.js";
import type { Presenting } from "../../shared/presented.js";
import { t } from "../../i18n/index.js";
import type { SentFiles } from "../../shared/sent-files.js";
import { near } from "../../state/room.js";
import { base, buttons } from "../../ui/styles.js";
import { MeetingElement } from "../parts/element.js";
import type { Meeting } from "../parts/meeting.js";

const PARTS: { readonly [K in Shown["kind"]]: () => Promise<unknown> } = {
  whiteboard: () => import("../whiteboard/whiteboard.js"),
  document: () => import("../document/document.js"),
};

/** Loads and shows what is on the stage. */
@customElement("room-presented")
export class RoomPresented extends MeetingElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: grid;
        min-width: 0;
        min-height: 0;
      }
      .wait {
        display: grid;
        place-content: center;
        justify-items: center;
        gap: var(--space-4);
        text-align: center;
      }
      .spinner {
        width: 40px;
        height: 40px;
        color: var(--accent);
      }
    `,
  ];
  @property({ attribute: false }) current!: Presenting;
  @state() protected loaded: Shown["kind"] | null = null;
  @state() protected failed = false;

  protected override follows({ session, room }: Meeting) {
    return [session.presented, room];
  }

  override willUpdate() {
    const { kind } = this.current.shown;
    if (this.loaded !== kind && !this.failed) void this.#load(kind);
  }

  async #load(kind: Shown["kind"]): Promise<void> {
    try {
      await PARTS[kind]();
      this.loaded = kind;
    } catch {
      this.failed = true;
    }
  }

  /** What is put on the board is for whoever comes later, too. */
  readonly #files: SentFiles = {
    sent: async (file, name) => {
      const id = await this.meeting.session.files.sent(file, name);
      await this.meeting.session.presented.letAllHave(id);
      return id;
    },
    fetch: (id) => this.meeting.session.files.fetch(id),
  };

  /** Who leads, a host, or anybody when the leader has gone. */
  get #mayClose(): boolean {
    const { mine, leader } = this.current;
    return mine || this.meeting.host || !near(this.meeting.room.state).some((person) => person.id === leader);
  }

  #retry(): void {
    this.failed = false;
  }

  #shown() {
    const { current } = this;
    const { session, room, host, you } = this.meeting;
    if (current.shown.kind === "whiteboard")
      return html`<room-whiteboard
        .shared=${session.shared}
        .files=${this.#files}
        ?host=${host}
        ?canClose=${this.#mayClose}
      ></room-whiteboard>`;
    return html`<room-document
      .session=${session}
      .current=${current}
      .people=${near(room.state)}
      .you=${you}
      ?host=${host}
      ?canClose=${this.#mayClose}
    ></room-document>`;
  }

  override render() {
    if (this.failed)
      return html`<div class="wait" role="alert">
        <p>${t("room.presented.failed")}</p>
        <button type="button" class="button" @click=${this.#retry}>${t("room.presented.retry")}</button>
      </div>`;
    if (this.loaded !== this.current.shown.kind)
      return html`<div class="wait" role="status">
        <span class="spinner"></span><span class="visually-hidden">${t("room.presented.loading")}</span>
      </div>`;
    return html`${this.#shown()}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "room-presented": RoomPresented;
  }
}
