import { createContext } from "@lit/context";
import { Listening } from "../../call/devices/listening.js";
import type { CallSession } from "../../call/session.js";
import type { Person, ServerMessage } from "../../protocol/messages.gen.js";
import { Hearing } from "../../state/hearing.js";
import { LayoutStore } from "../../state/layout-store.js";
import { ModerationStore } from "../../state/moderation.js";
import { NetworkSigns } from "../../state/network-signs.js";
import { isHost, me } from "../../state/room.js";
import { RoomStore } from "../../state/room-store.js";
import { Screens } from "../../state/screens.js";

/** One meeting as the parts of its page see it: the call, what the server has told of the room, and what this person
 * has chosen.  Each part follows what it shows; see `MeetingElement`. */
export class Meeting {
  readonly room = new RoomStore();
  readonly moderation = new ModerationStore();
  readonly layout = new LayoutStore();
  readonly screens = new Screens();
  readonly signs = new NetworkSigns();
  readonly hearing = new Hearing();
  readonly listening: Listening;
  /** One's own picture, in a stream that stays the same. */
  readonly self = new MediaStream();

  constructor(readonly session: CallSession) {
    this.listening = new Listening(session.devices, () => session.peer.loudest);
    this.room.subscribe(() => this.#follow());
  }

  take(message: ServerMessage): void {
    this.moderation.take(message);
    this.room.take(message);
  }

  stop(): void {
    this.moderation.stop();
    this.layout.stop();
    this.signs.stop();
  }

  get you(): string {
    return this.room.state.you ?? "";
  }

  get host(): boolean {
    return isHost(this.room.state);
  }

  get handRaised(): boolean {
    return (me(this.room.state)?.hand ?? null) !== null;
  }

  /** In order of arrival; oneself as the devices are now rather than as the server last heard. */
  get people(): readonly Person[] {
    const { people, you } = this.room.state;
    return [...people.values()].map((person) => (person.id === you ? { ...person, ...this.session.media } : person));
  }

  /** Puts the camera of this moment into one's own picture. */
  mirror(): void {
    const [present] = this.self.getTracks();
    const { track } = this.session.devices.camera;
    if (present === (track ?? undefined)) return;
    if (track) this.self.addTrack(track);
    if (present) this.self.removeTrack(present);
  }

  #follow(): void {
    const { state } = this.room;
    this.signs.update(state);
    if (state.meeting) this.hearing.enter(state.meeting.id);
  }
}

export const meetingContext = createContext<Meeting>(Symbol("meeting"));
