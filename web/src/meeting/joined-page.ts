import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { Listening } from "../call/devices/listening.js";
import type { CallSession } from "../call/session.js";
import { t } from "../i18n/index.js";
import type { Person } from "../protocol/messages.gen.js";
import { isPhone } from "../lib/phone.js";
import { Watch } from "../lib/watch.js";
import type { LayoutStore } from "../state/layout-store.js";
import { NetworkSigns } from "../state/network-signs.js";
import type { LeadingStore } from "../state/moderation.js";
import { Hearing, signer, volumes } from "../state/hearing.js";
import { hands, isHost, me, near, type RoomState, sharers } from "../state/room.js";
import { base, buttons, page } from "../ui/styles.js";
import "../ui/icon.js";
import { backgroundTrouble } from "./devices/background-trouble.js";
import { Unread } from "./chat/unread.js";
import { soundNotices } from "./devices/sound-notices.js";
import { deviceTroubles } from "./devices/device-troubles.js";
import { type Of, type Panel, RoomElement } from "./parts/element.js";
import { joinedLayout } from "./joined-layout.js";
import "./people/lobby-card.js";
import { networkNotice } from "./devices/network-notice.js";
import type { MenuEntry } from "./parts/menu.js";
import { StageChoice, stageContent, stageSwitch } from "./stage/stage-choice.js";
import "./people/people.js";
import "./interpreting/bar.js";
import { placeNotices } from "./breakouts/notices.js";
import type { RoomShowing } from "./stage/present.js";
import "./stage/present.js";
import { leadingNotices } from "./parts/notice.js";
import type { Wish } from "./parts/wish.js";
import type { Sound } from "./stage/remote-sound.js";
import "./stage/remote-sound.js";
import "./stage/video-stage.js";
import "./stage/stage-content.js";
import "./toolbar/toolbar.js";

/** The meeting itself. */
@customElement("room-joined")
export class RoomJoined extends RoomElement {
  static override styles = [base, buttons, page, joinedLayout];
  @property({ attribute: false }) session!: CallSession;
  @property({ attribute: false }) room!: RoomState;
  /** New on every drawing: the session changes inside. */
  @property({ attribute: false }) version: unknown;
  @property({ attribute: false }) layout!: LayoutStore;
  @property({ attribute: false }) selfStream: MediaStream | null = null;
  @property({ type: Boolean }) reconnecting = false;
  @property({ attribute: false }) panel: Panel | null = null;
  @property({ type: Boolean }) silenced = false;
  @property({ type: Boolean }) canAskToNotify = false;
  @property({ attribute: false }) leading!: LeadingStore;
  @state() private fullscreen = false;
  /** Whose screen this viewer wants to see, where several share. */
  @state() private chosen = "";
  /** What only hosts need, once it is here. */
  @state() private hosting: typeof import("./host-only.js").hosting | null = null;
  /** The person knows that their network is bad, for as long as it is. */
  @state() private networkSeen = false;
  @state() private chatReady = false;
  @query("room-toolbar") private toolbar!: RoomElement;
  @query("room-showing") private showing!: RoomShowing;
  /** The host's part has been asked for. */
  #asked = false;
  readonly #lead = (wish: Wish) => this.act({ do: "lead", wish });
  readonly #canShare = typeof navigator.mediaDevices?.getDisplayMedia === "function" && !isPhone();
  readonly #canFullscreen = document.fullscreenEnabled && !isPhone();
  readonly #signs = new NetworkSigns();
  readonly #hearing = new Hearing();
  #unread!: Unread;
  #listening!: Listening;
  readonly #choice = new StageChoice();
  readonly #onFullscreen = () => {
    this.fullscreen = document.fullscreenElement !== null;
  };

  constructor() {
    super();
    new Watch(this, this.#signs);
    new Watch(this, this.#hearing);
  }

  override connectedCallback() {
    if (!this.#listening) {
      this.#unread = new Unread(this.session.shared);
      new Watch(this, this.session.shared);
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
    if (this.room.meeting) this.#hearing.enter(this.room.meeting.id);
    if (this.panel === "chat" && !this.chatReady)
      void import("./chat/index.js").then(() => {
        this.chatReady = true;
      });
    if (isHost(this.room) && !this.#asked) {
      this.#asked = true;
      void import("./host-only.js").then(({ hosting }) => {
        this.hosting = hosting;
      });
    }
    if (this.#signs.own === "good" && !this.#signs.anyHeld) this.networkSeen = false;
  }

  show(what: Of<"show">["what"]): Promise<void> {
    return this.showing.start(what);
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
    const loud = volumes(this.room, this.#hearing.choice);
    const voices = others.map((id) => ({ key: id, stream: peer.remote(id, "microphone"), volume: loud.get(id) ?? 1 }));
    const screens = others.map((id) => ({
      key: `${id}/screen`,
      stream: peer.remote(id, "screen_audio"),
      volume: loud.get(id) ?? 1,
    }));
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
        ${placeNotices(this.leading.state, this.room, this.#lead)}
        ${leadingNotices(this.leading.state, this.session.media, this.#canShare, this.#lead)}
        ${backgroundTrouble(this.session.devices)}
        ${soundNotices(this.#listening, this.session.soundOnly, {
          unmute: () => this.act({ do: "microphone" }),
          pictures: () => this.act({ do: "sound_only" }),
        })}
      </div>
      ${
        isHost(this.room) && this.hosting && this.leading.state.shareRequests.length > 0
          ? html`<div role="alert">${this.hosting.requestNotices(this.leading.state, this.room, this.#lead)}</div>`
          : nothing
      }
      <room-interpreting .room=${this.room} .hearing=${this.#hearing}></room-interpreting>
      ${this.#whichScreen()}
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

  /** Screens of the others in the same place. */
  #screens(): readonly Person[] {
    const here = new Set(near(this.room).map((person) => person.id));
    return sharers(this.room).filter((person) => person.id !== this.room.you && here.has(person.id));
  }

  #shownScreen(): Person | null {
    const screens = this.#screens();
    return screens.find((person) => person.id === this.chosen) ?? screens.at(-1) ?? null;
  }

  #whichScreen() {
    const screens = this.#screens();
    if (screens.length < 2) return nothing;
    const shown = this.#shownScreen();
    return html`<div class="notice" role="group" aria-label=${t("leading.share.which")}>
      <ui-icon name="screen"></ui-icon><span>${t("leading.share.which")}</span>
      ${screens.map(
        (person) =>
          html`<button
            class="button"
            data-testid="choose-screen"
            data-name=${person.name}
            aria-pressed=${person === shown ? "true" : "false"}
            @click=${() => {
              this.chosen = person.id;
            }}
          >
            ${person === shown ? html`<ui-icon name="check"></ui-icon>` : nothing}${person.name}
          </button>`,
      )}
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
    const here = new Set(near(room).map((person) => person.id));
    const people = this.#people().filter((person) => here.has(person.id));
    const own = people.filter((person) => person.id === room.you);
    const others = people.filter((person) => person.id !== room.you);
    const spotlight = others.find((person) => person.id === this.leading.state.spotlight) ?? null;
    const sharer = this.#shownScreen();
    const content = stageContent(session, room);
    this.#choice.update(sharer !== null, content !== null);
    return html`<div class="middle">
      ${stageSwitch(this.#choice, () => this.requestUpdate())}
      <room-stage
        .people=${[...others, ...own]}
        .sharer=${sharer}
        .content=${this.#choice.side === "content" ? content : null}
        @stage-close=${() => session.stage.close()}
        .spotlight=${spotlight}
        .signer=${signer(room)}
        ?alone=${room.people.size < 2}
        .leading=${this.leading}
        .hands=${hands(room).map((person) => person.id)}
        .signs=${this.#signs}
        .layout=${this.layout}
        ?host=${isHost(room)}
        .speaking=${room.speaking}
        .peer=${session.peer}
        .watching=${session.watching}
        .selfStream=${this.selfStream}
        .you=${room.you ?? ""}
        .transport=${session.peer.transport}
        ?soundOnly=${session.soundOnly}
        ?mirror=${session.devices.remembered.mirror}
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

  #entries(): ((person: Person) => MenuEntry[][]) | null {
    const { hosting, room, leading } = this;
    if (!hosting || !isHost(room)) return null;
    const owner = me(room)?.role === "host";
    const place = me(room)?.place ?? "";
    return (person) =>
      hosting.personEntries({ person, self: person.id === room.you, owner, leading: leading.state, place });
  }

  readonly #panels: { readonly [P in Panel]: () => TemplateResult } = {
    chat: () => {
      if (!this.chatReady) return html`<span class="spinner"></span>`;
      return html`<room-chat
        .session=${this.session}
        .meeting=${this.room.meeting?.id ?? ""}
        .people=${near(this.room)}
        .you=${this.room.you ?? ""}
        ?host=${isHost(this.room)}
      ></room-chat>`;
    },
    people: () =>
      html`<room-people
        .people=${this.#people()}
        .waiting=${this.room.waiting}
        .signs=${this.#signs}
        .you=${this.room.you ?? ""}
        ?host=${isHost(this.room)}
        ?locked=${this.room.locked}
        .hands=${hands(this.room)}
        .times=${this.leading.state.times}
        .entries=${this.#entries()}
        .places=${this.leading.state.places}
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
        ?filesAllowed=${room.meeting?.meeting_class !== "sensitive"}
        ?fullscreen=${this.fullscreen}
        .panel=${this.panel}
        .waiting=${room.waiting.length}
        .unread=${this.#unread.count(this.panel === "chat")}
        .network=${this.#signs.own}
        ?handRaised=${(me(room)?.hand ?? null) !== null}
        .hands=${hands(room).length}
        ?host=${isHost(room)}
        ?freeSharing=${this.leading.state.freeSharing}
        .listening=${this.#listening}
        .layout=${this.layout}
        ?soundOnly=${session.soundOnly}
      ></room-toolbar>
      ${isHost(room) && this.hosting ? this.hosting.dialogs(this.leading.state, room) : nothing}
      <room-showing .session=${session} .people=${near(room)} ?host=${isHost(room)}></room-showing>
      <room-sound
        .sounds=${this.#sounds()}
        .speakerId=${devices.speakerId}
        .transport=${session.peer.transport}
        ?silenced=${devices.silenced}
      ></room-sound>`;
  }
}
