import { html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { browserDevices } from "../call/browser-devices.js";
import type { Devices } from "../call/devices/devices.js";
import { audioContext } from "../call/devices/level.js";
import { browserCall, CallSession } from "../call/session.js";
import { inLanguage, LocaleController, t } from "../i18n/index.js";
import "../i18n/room.js";
import { shell } from "../app/shell.js";
import { Watch } from "../lib/watch.js";
import { http, sentence } from "../net/http.js";
import type { Item, ServerMessage, Text } from "../protocol/messages.gen.js";
import { isHost, me } from "../state/room.js";
import { LeadingStore } from "../state/moderation.js";
import { LayoutStore } from "../state/layout-store.js";
import { RoomStore } from "../state/room-store.js";
import { base, buttons, page } from "../ui/styles.js";
import { toast } from "../ui/toast.js";
import "../ui/icon.js";
import { news } from "./chat/unread.js";
import { Attention } from "./attention.js";
import { browserAttention, canAskToNotify } from "./browser-attention.js";
import { chime } from "./parts/chime.js";
import { Conductor } from "./moderation/carry-out.js";
import "./parts/confirm.js";
import { dialogs } from "./dialogs.js";
import { Floating } from "./floating/floating.js";
import { pictureHandlers } from "./toolbar/picture-actions.js";
import { Keyboard } from "./toolbar/keyboard.js";
import type { SupportPage } from "./parts/support-page.js";
import type { Action, Handlers, Panel, Question, RoomElement } from "./parts/element.js";
import "./ended-page.js";
import "./joined-page.js";
import type { RoomJoined } from "./joined-page.js";
import { WakeLock } from "./wake-lock.js";
import "./lobby-page.js";
import { roomStyles } from "./room-styles.js";

const SLOW_MS = 10_000;
/** A file that is shown to all is sent first, and shown a moment later. */
const TELL_AFTER_MS = 800;
const PROBLEM_SHOWN_MS = 9000;

/** From the big button to the end of the meeting: owns the call and draws the page of its phase. */
@customElement("resfri-room")
export class ResfriRoom extends LitElement {
  static override styles = [base, buttons, page, roomStyles];
  /** The meeting's id for staff; a guest's seat knows its meeting. */
  @property() meeting: string | null = null;
  @property({ attribute: false }) devices!: Devices;
  session!: CallSession;
  readonly store = new RoomStore();
  readonly leading = new LeadingStore();
  readonly layout = new LayoutStore();

  @state() private panel: Panel | null = null;
  @state() private devicesOpen = false;
  @state() private support: SupportPage | null = null;
  @state() private question: Question | null = null;
  @state() private problem: Text | null = null;
  @state() private slow = false;
  @state() private announcement = "";
  /** The host left while others stayed. */
  @state() private goesOn = false;
  @query(".view") private view!: RoomElement | null;
  @query("room-joined") private joined!: RoomJoined | null;
  #attention!: Attention;
  #conductor!: Conductor;
  readonly #wakeLock = new WakeLock();
  readonly #self = new MediaStream();
  readonly #floating = new Floating(
    () => ({ session: this.session, room: this.store, layout: this.layout, self: this.#self }),
    (action) => this.#act(action),
  );
  #shown = "";
  #timers: ReturnType<typeof setTimeout>[] = [];
  readonly #keyboard = new Keyboard(
    () => ({
      inside: this.#page === "joined",
      muted: !this.session.media.microphone,
      handRaised: (me(this.store.state)?.hand ?? null) !== null,
    }),
    this.layout,
    (action) => this.#act(action),
  );
  readonly #onKey = (event: KeyboardEvent) => this.#key(event);

  constructor() {
    super();
    new LocaleController(this);
  }

  override connectedCallback() {
    super.connectedCallback();
    window.addEventListener("keydown", this.#onKey);
    this.#keyboard.start();
    if (!this.session) this.#setUp();
    // What the device check has told already need not be told again.
    for (const kind of ["microphone", "camera"] as const) this.devices.forgetTrouble(kind);
    this.session.start();
    this.#timers.push(setTimeout(() => this.#nowSlow(), SLOW_MS));
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener("keydown", this.#onKey);
    this.#keyboard.stop();
    for (const timer of this.#timers) clearTimeout(timer);
    this.session.leave();
    this.#attention.stop();
    this.leading.stop();
    this.#wakeLock.release();
    this.#floating.close();
    this.layout.stop();
    shell.immersive = false;
  }

  #setUp(): void {
    this.devices ??= browserDevices();
    this.session = new CallSession(this.devices, browserCall(this.meeting));
    this.session.listen((message) => this.#heard(message));
    this.session.onProblem = (text) => this.#show(text);
    this.#attention = new Attention(browserAttention(this.devices));
    this.#conductor = new Conductor(
      this.session,
      this.leading,
      () => this.store.state,
      (text) => toast(text),
    );
    for (const source of [this.session, this.session.stage, this.store, this.leading, this.devices])
      new Watch(this, source);
  }

  #heard(message: ServerMessage): void {
    if (message.type === "person_joined") this.announcement = t("room.came", { name: message.person.name });
    if (message.type === "item") this.#timers.push(setTimeout(() => this.#tell(message.item), TELL_AFTER_MS));
    if (message.type === "person_left") {
      const name = this.store.state.people.get(message.participant)?.name;
      if (name) this.announcement = t("room.went", { name });
    }
    this.announcement = this.#conductor.announcement(message) ?? this.announcement;
    // Whoever waited may look elsewhere by now.
    if (message.type === "joined" && this.#shown === "waiting") void chime(audioContext(), this.devices.speakerId);
    this.leading.take(message);
    this.store.take(message);
  }

  /** Says what somebody wrote or sent, unless the person sees it anyway. */
  #tell(item: Item): void {
    const shown = this.session.stage.current?.shown;
    const seen = this.panel === "chat" || (shown?.kind === "document" && shown.file === item.key);
    const told = item.channel === "chat" || item.channel === "files" ? news(item, this.session.screen.sharing) : null;
    if (!told || seen) return;
    const { name, text } = told;
    toast(
      text === null
        ? t("room.chat.new", { name })
        : t(`room.chat.said.${item.channel as "chat" | "files"}`, { name, text }),
    );
  }

  #nowSlow(): void {
    this.slow = true;
  }

  #show(text: Text): void {
    this.problem = text;
    this.#timers.push(
      setTimeout(() => {
        if (this.problem === text) this.problem = null;
      }, PROBLEM_SHOWN_MS),
    );
  }

  /** Which of the four pages: a call that reconnects keeps the one it had. */
  get #page(): "connecting" | "waiting" | "joined" | "ended" {
    const { phase } = this.session;
    if (phase.name === "reconnecting") return phase.from;
    return phase.name === "idle" ? "connecting" : phase.name;
  }

  override willUpdate() {
    const [present] = this.#self.getTracks();
    const { track } = this.devices.camera;
    if (present !== (track ?? undefined)) {
      if (track) this.#self.addTrack(track);
      if (present) this.#self.removeTrack(present);
    }
    const shown = this.#page;
    this.#attention.update(shown === "joined" ? this.store.state.waiting : []);
    if (shown === "waiting" || shown === "joined") this.#wakeLock.hold();
    else this.#wakeLock.release();
  }

  override updated() {
    const shown = this.#page;
    if (shown === this.#shown) return;
    this.#shown = shown;
    shell.immersive = shown === "joined";
    if (shown !== "joined") this.#floating.close();
    if (shown === "ended") {
      this.panel = null;
      this.devicesOpen = false;
      this.question = null;
    }
    if (shown !== "connecting") void this.view?.focusHeading();
  }

  #key(event: KeyboardEvent): void {
    if (
      event.key === "Escape" &&
      this.panel &&
      !this.question &&
      !this.leading.state.dialog &&
      !event.defaultPrevented
    ) {
      this.#act({ do: "panel", panel: this.panel });
      return;
    }
    if (this.#page === "waiting" || this.#page === "joined") this.#keyboard.down(event);
  }

  readonly #handlers: Handlers = {
    microphone: () => this.session.setMicrophone(!this.session.media.microphone),
    camera: () => this.session.setCamera(!this.devices.camera.track),
    screen: () => void this.#conductor.carryOut({ wish: "share" }),
    lead: ({ wish }) => void this.#conductor.carryOut(wish),
    admit: ({ id }) => void this.session.admit(id),
    deny: ({ id }) => void this.session.deny(id),
    leave: () => {
      const { state } = this.store;
      this.goesOn = isHost(state) && state.people.size > 1;
      this.session.leave();
    },
    end_left: () => void this.#endLeft(),
    again: () => this.#again(),
    trouble_seen: ({ name }) => this.store.take({ type: "link_trouble_seen", name }),
    identity_trouble_seen: ({ name }) => this.store.take({ type: "identity_trouble_seen", name }),
    confirm_identity: ({ id, name }) => void this.#confirmIdentity(id, name),
    lock: ({ locked }) => void this.session.lockRoom(locked),
    remove: (question) => {
      this.question = question;
    },
    end: (question) => {
      this.question = question;
    },
    panel: ({ panel }) => {
      this.panel = this.panel === panel ? null : panel;
      if (!this.panel) this.joined?.focusTool(panel);
    },
    devices: () => {
      this.devicesOpen = true;
      void this.devices.refresh();
    },
    fullscreen: () => void toggleFullscreen().catch(() => undefined),
    show: ({ what }) => void this.joined?.show(what),
    silence: () => {
      this.#attention.silence(!this.#attention.silenced);
      this.requestUpdate();
    },
    ...pictureHandlers(
      () => this.session,
      this.layout,
      () => this.#floating.open(),
    ),
    support: ({ page }) => void this.#help(page),
    notify: () => void Notification.requestPermission().then(() => this.requestUpdate()),
  };

  async #help(page: SupportPage): Promise<void> {
    await import("./support/support-dialog.js").catch(() => undefined);
    this.support = page;
  }

  #act(action: Action): void {
    (this.#handlers[action.do] as (action: Action) => void)(action);
  }

  async #confirmIdentity(id: string, name: string): Promise<void> {
    if ((await this.session.confirmIdentity(id)) === "done") this.announcement = t("room.came.identified", { name });
  }

  /** Outside the room the meeting is ended by the staff's own interface. */
  async #endLeft(): Promise<void> {
    try {
      await http.post(`/api/meetings/${this.meeting}/end`);
      this.goesOn = false;
    } catch (error) {
      toast(sentence(error));
    }
  }

  #again(): void {
    this.goesOn = false;
    const { devices, session } = this;
    if (devices.remembered.microphoneOn !== null) void devices.openMicrophone();
    if (devices.remembered.cameraOn) void devices.openCamera();
    session.start();
  }

  #answered(event: CustomEvent<boolean>): void {
    const { question } = this;
    this.question = null;
    if (!question || !event.detail) return;
    if (question.do === "end") void this.session.endMeeting();
    else void this.session.remove(question.id);
  }

  #connecting() {
    return html`<div class="connecting" role="status">
      <span class="spinner"></span>
      <h1>${t("room.connecting")}</h1>
      ${this.slow ? html`<p>${t("room.connecting.slow")}</p>` : nothing}
    </div>`;
  }

  #waiting() {
    const { session } = this;
    if (!session.lobby) return this.#connecting();
    return html`<room-waiting
      class="view"
      .lobby=${session.lobby}
      .devices=${this.devices}
      .version=${{}}
      .stream=${this.#self}
      ?microphone=${session.media.microphone}
      ?camera=${session.media.camera}
      ?reconnecting=${session.phase.name === "reconnecting"}
    ></room-waiting>`;
  }

  #joined() {
    const { session } = this;
    return html`<room-joined
      class="view"
      .session=${session}
      .room=${this.store.state}
      .leading=${this.leading}
      .selfStream=${this.#self}
      .layout=${this.layout}
      .version=${{}}
      ?reconnecting=${session.phase.name === "reconnecting"}
      .panel=${this.panel}
      ?silenced=${this.#attention.silenced}
      ?canAskToNotify=${canAskToNotify()}
    ></room-joined>`;
  }

  #ended() {
    const { phase } = this.session;
    if (phase.name !== "ended") return nothing;
    return html`<room-ended
      class="view"
      .reason=${phase.reason}
      ?again=${phase.again}
      .text=${phase.text}
      ?staff=${this.meeting !== null}
      ?goesOn=${this.goesOn && phase.reason === "left"}
    ></room-ended>`;
  }

  override render() {
    const pages = {
      connecting: () => this.#connecting(),
      waiting: () => this.#waiting(),
      joined: () => this.#joined(),
      ended: () => this.#ended(),
    };
    return html`<div
        data-testid="room"
        data-phase=${this.session.phase.name}
        @room-action=${(event: CustomEvent<Action>) => this.#act(event.detail)}
      >
        ${pages[this.#page]()}
      </div>
      <div class="visually-hidden" role="status">${this.announcement}</div>
      <div class="problem" role="alert">
        ${this.problem ? html`<div data-testid="problem"><ui-icon name="warning"></ui-icon>${inLanguage(this.problem)}</div>` : nothing}
      </div>
      ${dialogs(this.session, this.store.state.quality, { devices: this.devicesOpen, support: this.support }, () => {
        this.devicesOpen = false;
        this.support = null;
      })}
      <room-confirm .question=${this.question} @answer=${this.#answered}></room-confirm>`;
  }
}

function toggleFullscreen(): Promise<void> {
  return document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
}

declare global {
  interface HTMLElementTagNameMap {
    "resfri-room": ResfriRoom;
  }
}
