import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { t } from "../i18n/index.js";
import { hands, near } from "../state/room.js";
import { base, buttons, page } from "../ui/styles.js";
import { toast } from "../ui/toast.js";
import "../ui/icon.js";
import { joinedLayout } from "./joined-layout.js";
import "./notices.js";
import type { Panel, Presentable } from "./parts/actions.js";
import { MeetingElement, type RoomElement } from "./parts/element.js";
import { headingOf } from "./parts/heading.js";
import type { Meeting } from "./parts/meeting.js";
import { noticeStyles } from "./parts/notice.js";
import "./people/lobby-card.js";
import "./people/people.js";
import type { RoomPresent } from "./stage/present.js";
import "./stage/present.js";
import "./stage/remote-sound.js";
import { soundsOf } from "./stage/sounds.js";
import { StageChoice, stageSwitch } from "./stage/stage-choice.js";
import "./stage/presented.js";
import "./stage/video-stage.js";
import "./toolbar/toolbar.js";

/** The meeting itself. */
@customElement("room-joined")
export class RoomJoined extends MeetingElement {
  static override styles = [base, buttons, page, noticeStyles, joinedLayout];
  @property({ type: Boolean }) reconnecting = false;
  @property({ attribute: false }) panel: Panel | null = null;
  @property({ type: Boolean }) silenced = false;
  @property({ type: Boolean }) canAskToNotify = false;
  @state() protected chatReady = false;
  @query("room-toolbar") protected toolbar!: RoomElement;
  @query("room-present") protected presenting!: RoomPresent;
  /** What only hosts need has been asked for; its elements draw themselves once they are here. */
  #asked = false;
  #fetching = false;
  readonly #choice = new StageChoice();

  protected override follows({ session, room, moderation, signs, hearing, screens }: Meeting) {
    return [session, session.presented, session.devices, room, moderation, signs, hearing, screens];
  }

  override connectedCallback() {
    super.connectedCallback();
    this.meeting.listening.start();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.meeting.listening.stop();
    if (document.fullscreenElement) void document.exitFullscreen();
  }

  override willUpdate() {
    if (this.panel === "chat" && !this.chatReady) void this.#fetchChat();
    if (this.meeting.host && !this.#asked) {
      this.#asked = true;
      void import("./host-only.js").catch(() => toast(t("common.error.page")));
    }
  }

  /** Where its code cannot be fetched the panel closes again, and opening it is another attempt. */
  async #fetchChat(): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    try {
      await import("./chat/index.js");
      this.chatReady = true;
    } catch {
      toast(t("common.error.page"));
      if (this.panel === "chat") this.actions.panel("chat");
    } finally {
      this.#fetching = false;
    }
  }

  present(what: Presentable): Promise<void> {
    return this.presenting.start(what);
  }

  /** Where the keyboard goes when the panel that it was in has closed. */
  focusTool(testid: string): void {
    this.toolbar.renderRoot.querySelector<HTMLElement>(`[data-testid="${testid}"]`)?.focus();
  }

  #top() {
    const { meeting, locked } = this.meeting.room.state;
    if (!meeting) return nothing;
    return html`<header>
      <h1 tabindex="-1">
        <span class="visually-hidden">${t("room.heading", { title: "" })}</span>${headingOf(meeting)}
      </h1>
      ${locked ? html`<span class="tag locked" data-testid="locked"><ui-icon name="lock"></ui-icon><span class="visually-hidden">${t("room.locked")}</span></span>` : nothing}
      <span class="tag accent">${t(`common.class.${meeting.meeting_class}`)}</span>
    </header>`;
  }

  #middle() {
    const { session, room, screens } = this.meeting;
    const sharer = screens.shown(room.state);
    const { current } = session.presented;
    this.#choice.update(sharer !== null, current !== null);
    const content = current && html`<room-presented .current=${current}></room-presented>`;
    return html`<div class="middle">
      ${stageSwitch(this.#choice, () => this.requestUpdate())}
      <room-stage
        .sharer=${sharer}
        .content=${this.#choice.side === "content" ? content : null}
        @presented-close=${() => session.presented.close()}
      ></room-stage>
      <div class="card-spot">
        <room-lobby-card
          .waiting=${room.state.waiting}
          ?folded=${this.panel === "people"}
          ?silenced=${this.silenced}
          ?canAskToNotify=${this.canAskToNotify}
        ></room-lobby-card>
      </div>
      ${this.panel ? html`<aside class="panel" aria-label=${t(`room.${this.panel}`)}>${this.#panels[this.panel]()}</aside>` : nothing}
    </div>`;
  }

  readonly #panels: { readonly [P in Panel]: () => TemplateResult } = {
    chat: () => {
      if (!this.chatReady) return html`<span class="spinner"></span>`;
      const { session, room, you, host } = this.meeting;
      return html`<room-chat
        .session=${session}
        .meeting=${room.state.meeting?.id ?? ""}
        .people=${near(room.state)}
        .you=${you}
        ?host=${host}
      ></room-chat>`;
    },
    people: () => {
      const { room, moderation, signs, people, you, host } = this.meeting;
      const { times, breakouts } = moderation.state;
      return html`<room-people
        .people=${people}
        .waiting=${room.state.waiting}
        .signs=${signs}
        .you=${you}
        ?host=${host}
        ?locked=${room.state.locked}
        .hands=${hands(room.state)}
        .times=${times}
        .breakouts=${breakouts}
      ></room-people>`;
    },
  };

  override render() {
    const { session, host } = this.meeting;
    const { devices, peer } = session;
    return html`${this.#top()} <room-notices ?reconnecting=${this.reconnecting}></room-notices> ${this.#middle()}
      <room-toolbar .panel=${this.panel}></room-toolbar>
      ${host ? html`<room-host-dialogs></room-host-dialogs>` : nothing}
      <room-present></room-present>
      <room-sound
        .sounds=${soundsOf(this.meeting)}
        .speakerId=${devices.speakerId}
        .transport=${peer.transport}
        ?silenced=${devices.silenced}
      ></room-sound>`;
  }
}
