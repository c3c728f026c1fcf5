import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { isPhone } from "../../call/devices.js";
import { Listening } from "../../call/listening.js";
import type { CallSession } from "../../call/session.js";
import { t } from "../../i18n/index.js";
import type { Person } from "../../protocol/messages.gen.js";
import { Watch } from "../../lib/watch.js";
import { NetworkSigns } from "../../state/network-signs.js";
import { isHost, type RoomState, sharers } from "../../state/room.js";
import { base, buttons, page } from "../../ui/styles.js";
import "../../ui/icon.js";
import { backgroundTrouble } from "../picture/background-trouble.js";
import { soundNotices } from "../picture/notices.js";
import { deviceTroubles } from "./device-troubles.js";
import { type Panel, RoomElement } from "./element.js";
import { joinedLayout } from "./joined-layout.js";
import "./lobby-card.js";
import { networkNotice } from "./network-notice.js";
import "./people.js";
import type { Sound } from "./sound.js";
import "./sound.js";
import "./stage.js";
import "./toolbar.js";

/** The meeting itself. */
@customElement("room-joined")
export class RoomJoined extends RoomElement {
  static override styles = [base, buttons, page, joinedLayout];
  @property({ attribute: false }) session!: CallSession;
  @property({ attribute: false }) room!: RoomState;
  /** New on every drawing: the session changes inside. */
  @property({ attribute: false }) version: unknown;
  @property({ attribute: false }) selfStream: MediaStream | null = null;
  @property({ type: Boolean }) reconnecting = false;
  @property({ attribute: false }) panel: Panel | null = null;
  @property({ type: Boolean }) silenced = false;
  @property({ type: Boolean }) canAskToNotify = false;
  @state() private fullscreen = false;
  /** The person knows that their network is bad, for as long as it is. */
  @state() private networkSeen = false;
  @query("room-toolbar") private toolbar!: RoomElement;
  readonly #canShare = typeof navigator.mediaDevices?.getDisplayMedia === "function" && !isPhone();
  readonly #canFullscreen = document.fullscreenEnabled && !isPhone();
  readonly #signs = new NetworkSigns();
  #listening!: Listening;
  readonly #onFullscreen = () => {
    this.fullscreen = document.fullscreenElement !== null;
  };

  constructor() {
    super();
    new Watch(this, this.#signs);
  }

  override connectedCallback() {
    if (!this.#listening) {
      this.#listening = new Listening(this.session.devices, () => this.session.peer.loudest);
      new Watch(this, this.#listening);
    }
    super.connectedCallback();
    this.#listening.start();
    document.addEventListener("fullscreenchange", this.#onFullscreen);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("fullscreenchange", this.#onFullscreen);
    this.#signs.stop();
    this.#listening.stop();
    if (document.fullscreenElement) void document.exitFullscreen();
  }

  override willUpdate() {
    this.#signs.update(this.room);
    if (this.#signs.own === "good" && !this.#signs.anyHeld) this.networkSeen = false;
  }

  /** Where the keyboard goes when the panel that it was in has closed. */
  focusTool(testid: string): void {
    this.toolbar.renderRoot.querySelector<HTMLElement>(`[data-testid="${testid}"]`)?.focus();
  }

  /** In order of arrival; oneself as the devices are now rather than as the server last heard. */
  #people(): readonly Person[] {
    const { people, you } = this.room;
    return [...people.values()].map((person) => (person.id === you ? { ...person, ...this.session.media } : person));
  }

  #sounds(): readonly Sound[] {
    const { peer } = this.session;
    const others = [...this.room.people.keys()].filter((id) => id !== this.room.you);
    const voices = others.map((id) => ({ key: id, stream: peer.remote(id, "microphone") }));
    const screens = others.map((id) => ({ key: `${id}/screen`, stream: peer.remote(id, "screen_audio") }));
    return [...voices, ...screens.filter((sound) => sound.stream)];
  }

  #top() {
    const { meeting } = this.room;
    if (!meeting) return nothing;
    return html`<header>
      <h1 tabindex="-1"><span class="visually-hidden">${t("room.heading", { title: "" })}</span>${meeting.title}</h1>
      ${this.room.locked ? html`<span class="tag locked" data-testid="locked"><ui-icon name="lock"></ui-icon><span class="visually-hidden">${t("room.locked")}</span></span>` : nothing}
      <span class="tag accent">${t(`common.class.${meeting.meeting_class}`)}</span>
    </header>`;
  }

  #notices() {
    return html`<div class="notices">
      <div role="status">
        ${
          this.reconnecting
            ? html`<div class="notice warn passing">
                <span class="spinner"></span><span>${t("room.reconnecting")}</span>
              </div>`
            : this.session.peer.broken
              ? html`<div class="notice warn passing">
                  <span class="spinner"></span><span>${t("room.media.broken")}</span>
                </div>`
              : nothing
        }
        ${
          this.networkSeen
            ? nothing
            : networkNotice(this.#signs, () => {
                this.networkSeen = true;
              })
        }
        ${deviceTroubles(this.session.devices, (kind) => this.act({ do: kind }))}
        ${backgroundTrouble(this.session.devices)}
        ${soundNotices(this.#listening, this.session.soundOnly, {
          unmute: () => this.act({ do: "microphone" }),
          pictures: () => this.act({ do: "sound_only" }),
        })}
      </div>
      ${
        this.session.screen.sharing
          ? html`<div class="notice">
              <ui-icon name="screen"></ui-icon><span>${t("room.screen.sharing")}</span>
              <button class="button" data-testid="stop-sharing" @click=${() => this.act({ do: "screen" })}>
                ${t("room.screen.stop")}
              </button>
            </div>`
          : nothing
      }
      ${isHost(this.room) ? this.#troubles() : nothing}
    </div>`;
  }

  #troubles(): TemplateResult[] {
    const notice = (text: string, testid: string, seen: () => void) =>
      html`<div class="notice warn" role="alert" data-testid=${testid}>
        <ui-icon name="warning"></ui-icon>
        <span>${text}</span>
        <button class="button" @click=${seen}>${t("room.dismiss")}</button>
      </div>`;
    const { linkTroubles, identityTroubles } = this.room;
    return [
      ...linkTroubles.map((name) =>
        notice(t("room.link_trouble", { name }), "link-trouble", () => this.act({ do: "trouble_seen", name })),
      ),
      ...identityTroubles.map((name) =>
        notice(t("room.identity.trouble", { name }), "identity-trouble", () =>
          this.act({ do: "identity_trouble_seen", name }),
        ),
      ),
    ];
  }

  #stage() {
    const { room, session } = this;
    const people = this.#people();
    const own = people.filter((person) => person.id === room.you);
    const others = people.filter((person) => person.id !== room.you);
    const sharer = sharers(room).findLast((person) => person.id !== room.you) ?? null;
    return html`<div class="middle">
      <room-stage
        .people=${[...others, ...own]}
        .sharer=${sharer}
        .signs=${this.#signs}
        ?host=${isHost(room)}
        .speaking=${room.speaking}
        .peer=${session.peer}
        .watching=${session.watching}
        .selfStream=${this.selfStream}
        .you=${room.you ?? ""}
        .transport=${session.peer.transport}
        ?soundOnly=${session.soundOnly}
      ></room-stage>
      <div class="card-place">
        <room-lobby-card
          .waiting=${room.waiting}
          ?folded=${this.panel === "people"}
          ?silenced=${this.silenced}
          ?canAskToNotify=${this.canAskToNotify}
        ></room-lobby-card>
      </div>
      ${this.panel ? html`<aside class="panel" aria-label=${t(`room.${this.panel}`)}>${this.#panels[this.panel]()}</aside>` : nothing}
    </div>`;
  }

  readonly #panels: { readonly [P in Panel]: () => TemplateResult } = {
    people: () =>
      html`<room-people
        .people=${this.#people()}
        .waiting=${this.room.waiting}
        .signs=${this.#signs}
        .you=${this.room.you ?? ""}
        ?host=${isHost(this.room)}
        ?locked=${this.room.locked}
      ></room-people>`,
  };

  override render() {
    const { session, room } = this;
    const { media, devices } = session;
    return html`${this.#top()} ${this.#notices()} ${this.#stage()}
      <room-toolbar
        ?microphone=${media.microphone}
        ?camera=${media.camera}
        ?sharing=${session.screen.sharing}
        ?microphoneTrouble=${devices.microphone.trouble !== null}
        ?cameraTrouble=${devices.camera.trouble !== null}
        ?canShare=${this.#canShare}
        ?canFullscreen=${this.#canFullscreen}
        ?fullscreen=${this.fullscreen}
        .panel=${this.panel}
        .waiting=${room.waiting.length}
        .network=${this.#signs.own}
        .listening=${this.#listening}
        ?soundOnly=${session.soundOnly}
      ></room-toolbar>
      <room-sound
        .sounds=${this.#sounds()}
        .speakerId=${devices.speakerId}
        .transport=${session.peer.transport}
        ?silenced=${devices.silenced}
      ></room-sound>`;
  }
}
