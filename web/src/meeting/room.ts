import { ContextProvider } from "@lit/context";
import { html, LitElement, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { shell } from "../app/shell.js";
import { browserDevices } from "../call/browser-devices.js";
import type { Devices } from "../call/devices/devices.js";
import { audioContext } from "../call/devices/level.js";
import { browserCall } from "../call/browser-call.js";
import { CallSession } from "../call/session.js";
import { inLanguage, LocaleController, t } from "../i18n/index.js";
import "../i18n/room.js";
import { Watch } from "../lib/watch.js";
import type { Item, ServerMessage, Text } from "../protocol/messages.gen.js";
import { base, buttons, page } from "../ui/styles.js";
import { toast } from "../ui/toast.js";
import "../ui/icon.js";
import { announcement } from "./announcements.js";
import { Attention } from "./attention.js";
import { browserAttention, canAskToNotify } from "./browser-attention.js";
import { news } from "./chat/unread.js";
import { dialogs } from "./dialogs.js";
import "./ended-page.js";
import { Floating } from "./floating/floating.js";
import type { RoomJoined } from "./joined-page.js";
import "./joined-page.js";
import "./lobby-page.js";
import { moderationActions } from "./moderation/moderation-actions.js";
import { pageActions } from "./page-actions.js";
import { PageState } from "./page-state.js";
import { type Actions, actionsContext } from "./parts/actions.js";
import { chime } from "./parts/chime.js";
import "./parts/confirm.js";
import type { RoomElement } from "./parts/element.js";
import { Meeting, meetingContext } from "./parts/meeting.js";
import { roomStyles } from "./room-styles.js";
import { Keyboard } from "./toolbar/keyboard.js";
import { pictureActions } from "./toolbar/picture-actions.js";
import { WakeLock } from "./wake-lock.js";

const SLOW_MS = 10_000;
/** A file that is shown to all is sent first, and shown a moment later. */
const TELL_AFTER_MS = 800;
const PROBLEM_SHOWN_MS = 9000;

type PageName = "connecting" | "waiting" | "joined" | "ended";

/** From the big button to the end of the meeting: owns the call, hands its parts what they need, and draws the page of
 * its phase. */
@customElement("resfri-room")
export class ResfriRoom extends LitElement {
  static override styles = [base, buttons, page, roomStyles];
  /** The meeting's id for staff; a guest's seat knows its meeting. */
  @property({ attribute: false }) meetingId: string | null = null;
  @property({ attribute: false }) devices!: Devices;
  session!: CallSession;
  meeting!: Meeting;
  @query(".view") protected view!: RoomElement | null;
  @query("room-joined") protected joined!: RoomJoined | null;
  #actions!: Actions;
  #attention!: Attention;
  #floating!: Floating;
  #keyboard!: Keyboard;
  readonly #page = new PageState();
  readonly #wakeLock = new WakeLock();
  #shown: PageName | "" = "";
  #timers: ReturnType<typeof setTimeout>[] = [];
  readonly #onKey = (event: KeyboardEvent) => this.#key(event);

  constructor() {
    super();
    new LocaleController(this);
  }

  override connectedCallback() {
    super.connectedCallback();
    if (!this.session) this.#setUp();
    window.addEventListener("keydown", this.#onKey);
    this.#keyboard.start();
    // What the device check has told already need not be told again.
    for (const kind of ["microphone", "camera"] as const) this.devices.forgetTrouble(kind);
    this.session.start();
    this.#timers.push(setTimeout(() => this.#page.change({ slow: true }), SLOW_MS));
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener("keydown", this.#onKey);
    this.#keyboard.stop();
    for (const timer of this.#timers) clearTimeout(timer);
    this.session.leave();
    this.#attention.stop();
    this.meeting.stop();
    this.#wakeLock.release();
    this.#floating.close();
    shell.immersive = false;
  }

  #setUp(): void {
    this.devices ??= browserDevices();
    this.session = new CallSession(this.devices, browserCall(this.meetingId));
    this.session.listen((message) => this.#heard(message));
    this.session.onProblem = (text) => this.#tellProblem(text);
    const meeting = new Meeting(this.session);
    this.meeting = meeting;
    this.#attention = new Attention(browserAttention(this.devices));
    this.#actions = this.#actionsOf(meeting);
    this.#floating = new Floating(meeting, this.#actions);
    this.#keyboard = this.#keyboardOf(meeting);
    new ContextProvider(this, { context: meetingContext, initialValue: meeting });
    new ContextProvider(this, { context: actionsContext, initialValue: this.#actions });
    const { session, room, moderation } = meeting;
    new Watch(this, () => [session, session.presented, room, moderation, this.devices, this.#page]);
  }

  #actionsOf(meeting: Meeting): Actions {
    return {
      ...pictureActions(meeting, () => this.#floating.open()),
      ...moderationActions(meeting, (text) => toast(text)),
      ...pageActions({
        meeting,
        page: this.#page,
        attention: this.#attention,
        id: this.meetingId,
        joined: () => this.joined,
      }),
    };
  }

  #keyboardOf(meeting: Meeting): Keyboard {
    const room = () => ({
      inside: this.#name === "joined",
      muted: !this.session.media.microphone,
      handRaised: meeting.handRaised,
    });
    return new Keyboard(room, meeting.layout, this.#actions);
  }

  #heard(message: ServerMessage): void {
    const said = announcement(message, this.meeting.room.state);
    if (said !== null) this.#page.change({ announcement: said });
    if (message.type === "item") this.#timers.push(setTimeout(() => this.#tell(message.item), TELL_AFTER_MS));
    // Whoever waited may look elsewhere by now.
    if (message.type === "joined" && this.#shown === "waiting") void chime(audioContext(), this.devices.speakerId);
    this.meeting.take(message);
  }

  /** Says what somebody wrote or sent, unless the person sees it anyway. */
  #tell(item: Item): void {
    const shown = this.session.presented.current?.shown;
    const seen = this.#page.now.panel === "chat" || (shown?.kind === "document" && shown.file === item.key);
    const told = item.channel === "chat" || item.channel === "files" ? news(item, this.session.screen.sharing) : null;
    if (!told || seen) return;
    const { name, text } = told;
    toast(
      text === null
        ? t("room.chat.new", { name })
        : t(`room.chat.said.${item.channel as "chat" | "files"}`, { name, text }),
    );
  }

  #tellProblem(problem: Text): void {
    this.#page.change({ problem });
    this.#timers.push(
      setTimeout(() => {
        if (this.#page.now.problem === problem) this.#page.change({ problem: null });
      }, PROBLEM_SHOWN_MS),
    );
  }

  /** Which of the four pages: a call that reconnects keeps the one it had. */
  get #name(): PageName {
    const { phase } = this.session;
    if (phase.name === "reconnecting") return phase.from;
    return phase.name === "idle" ? "connecting" : phase.name;
  }

  override willUpdate() {
    this.meeting.mirror();
    const shown = this.#name;
    this.#attention.update(shown === "joined" ? this.meeting.room.state.waiting : []);
    if (shown === "waiting" || shown === "joined") this.#wakeLock.hold();
    else this.#wakeLock.release();
  }

  override updated() {
    const shown = this.#name;
    if (shown === this.#shown) return;
    this.#shown = shown;
    shell.immersive = shown === "joined";
    if (shown !== "joined") this.#floating.close();
    if (shown === "ended") this.#page.change({ panel: null, devices: false, question: null });
    if (shown !== "connecting") void this.view?.focusHeading();
  }

  #key(event: KeyboardEvent): void {
    const { panel, question } = this.#page.now;
    const { dialog } = this.meeting.moderation.state;
    if (event.key === "Escape" && panel && !question && !dialog && !event.defaultPrevented)
      return this.#actions.panel(panel);
    if (this.#name === "waiting" || this.#name === "joined") this.#keyboard.down(event);
  }

  #answered(event: CustomEvent<boolean>): void {
    const { question } = this.#page.now;
    this.#page.change({ question: null });
    if (!question || !event.detail) return;
    if (question.ask === "end") this.#actions.say({ type: "end_meeting" });
    else this.#actions.say({ type: "remove", participant: question.id });
  }

  #connecting() {
    return html`<div class="connecting" role="status">
      <span class="spinner"></span>
      <h1>${t("room.connecting")}</h1>
      ${this.#page.now.slow ? html`<p>${t("room.connecting.slow")}</p>` : nothing}
    </div>`;
  }

  #waiting() {
    const { lobby, phase } = this.session;
    if (!lobby) return this.#connecting();
    return html`<room-waiting
      class="view"
      .lobby=${lobby}
      ?reconnecting=${phase.name === "reconnecting"}
    ></room-waiting>`;
  }

  #joined() {
    return html`<room-joined
      class="view"
      ?reconnecting=${this.session.phase.name === "reconnecting"}
      .panel=${this.#page.now.panel}
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
      ?staff=${this.meetingId !== null}
      ?goesOn=${this.#page.now.goesOn && phase.reason === "left"}
    ></room-ended>`;
  }

  override render() {
    const pages: Record<PageName, () => unknown> = {
      connecting: () => this.#connecting(),
      waiting: () => this.#waiting(),
      joined: () => this.#joined(),
      ended: () => this.#ended(),
    };
    const { announcement, problem, question } = this.#page.now;
    return html`<div data-testid="room" data-phase=${this.session.phase.name}>${pages[this.#name]()}</div>
      <div class="visually-hidden" role="status">${announcement}</div>
      <div class="problem" role="alert">
        ${problem ? html`<div data-testid="problem"><ui-icon name="warning"></ui-icon>${inLanguage(problem)}</div>` : nothing}
      </div>
      ${dialogs(this.session, this.meeting.room.state.quality, this.#page.now, () =>
        this.#page.change({ devices: false, support: null }),
      )}
      <room-confirm .question=${question} @answer=${this.#answered}></room-confirm>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "resfri-room": ResfriRoom;
  }
}
