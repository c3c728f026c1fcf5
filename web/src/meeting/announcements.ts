import { t } from "../i18n/index.js";
import "../i18n/moderation.js";
import type { ServerMessage } from "../protocol/messages.gen.js";
import type { RoomState } from "../state/room.js";

/** What a screen reader says of a message, before the room has taken it; null for most. */
export function announcement(message: ServerMessage, { people, you }: RoomState): string | null {
  const nameOf = (participant: string): string | undefined => people.get(participant)?.name;
  if (message.type === "person_joined") return t("room.came", { name: message.person.name });
  if (message.type === "person_left") {
    const name = nameOf(message.participant);
    return name ? t("room.went", { name }) : null;
  }
  if (message.type === "reacted" && message.participant !== you) {
    const name = nameOf(message.participant);
    return name ? t("moderation.reacted", { name, reaction: t(`moderation.reaction.${message.reaction}`) }) : null;
  }
  if (message.type === "ask_answered" && !message.agreed) {
    const name = nameOf(message.participant);
    return name ? t(`moderation.answered.no.${message.source}`, { name }) : null;
  }
  if (message.type !== "person_changed" || message.person.hand === null) return null;
  const { id, name } = message.person;
  const before = people.get(id);
  if (before?.hand === null) return id === you ? t("moderation.hand.yours") : t("moderation.hand.raised", { name });
  return null;
}
