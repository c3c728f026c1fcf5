import type { CallSession } from "../../call/session.js";
import { t } from "../../i18n/index.js";
import "../../i18n/moderation.js";
import type { ServerMessage } from "../../protocol/messages.gen.js";
import type { LeadingStore } from "../../state/moderation.js";
import { mayShare, type RoomState } from "../../state/room.js";
import type { Wish } from "../parts/wish.js";

/** Carries out what people want who take turns and lead, and says in words what happens. */
export class Conductor {
  constructor(
    private readonly session: CallSession,
    private readonly leading: LeadingStore,
    private readonly room: () => RoomState,
    private readonly tell: (text: string) => void,
  ) {}

  async carryOut(wish: Wish): Promise<void> {
    switch (wish.wish) {
      case "say":
        if ((await this.session.say(wish.message)) === "done" && wish.done) this.tell(wish.done);
        break;
      case "answer":
        if (wish.agreed && wish.source === "microphone") this.session.setMicrophone(true);
        if (wish.agreed && wish.source === "camera") this.session.setCamera(true);
        this.leading.take({ type: "ask_seen", source: wish.source });
        await this.session.say({ type: "answer_ask", source: wish.source, agreed: wish.agreed });
        break;
      case "unmute":
        this.session.setMicrophone(true);
        this.leading.take({ type: "mute_seen" });
        break;
      case "share":
        await this.share();
        break;
      case "seen":
        this.leading.take(wish.action);
        break;
    }
  }

  /** Who needs leave asks for it; pressing again takes the question back. */
  private async share(): Promise<void> {
    const { session, leading } = this;
    if (session.screen.sharing) return session.shareScreen(false);
    if (mayShare(this.room(), leading.state)) {
      leading.take({ type: "share_answer_seen" });
      return session.shareScreen(true);
    }
    const asking = !leading.state.askingToShare;
    leading.take({ type: "asking_to_share", asking });
    await session.say({ type: "ask_to_share", asking });
  }

  /** What a screen reader says of a message, before the room has taken it; null for most. */
  announcement(message: ServerMessage): string | null {
    const { people, you } = this.room();
    if (message.type === "reacted" && message.participant !== you) {
      const name = people.get(message.participant)?.name;
      return name ? t("leading.reacted", { name, reaction: t(`leading.reaction.${message.reaction}`) }) : null;
    }
    if (message.type === "ask_answered" && !message.agreed) {
      const name = people.get(message.participant)?.name;
      return name ? t(`leading.answered.no.${message.source}`, { name }) : null;
    }
    if (message.type !== "person_changed" || message.person.hand === null) return null;
    const { id, name } = message.person;
    const before = people.get(id);
    if (before?.hand === null) return id === you ? t("leading.hand.yours") : t("leading.hand.raised", { name });
    return null;
  }
}
