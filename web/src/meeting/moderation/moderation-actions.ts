import type { Outcome, Outgoing } from "../../net/socket.js";
import { mayShare } from "../../state/room.js";
import type { ModerationActions, OwnActions } from "../parts/actions.js";
import type { Meeting } from "../parts/meeting.js";

/** What the call is asked for here; it answers every request, with what came of it. */
interface Call {
  say(message: Outgoing): Promise<Outcome>;
  setMicrophone(on: boolean): void;
  setCamera(on: boolean): void;
  shareScreen(on: boolean): Promise<void>;
  readonly screen: { readonly sharing: boolean };
}

interface World extends Pick<Meeting, "room" | "moderation"> {
  readonly session: Call;
}

type Own = Pick<OwnActions, "screen" | "unmute" | "answer">;
type Others = Pick<ModerationActions, "say" | "close" | "dismiss" | "open">;

/** What people do who take turns and moderate.  `tell` shows them that something was done. */
export function moderationActions({ session, room, moderation }: World, tell: (text: string) => void): Own & Others {
  const say = async (message: Outgoing, done?: string): Promise<void> => {
    if ((await session.say(message)) === "done" && done) tell(done);
  };
  const screen = (): Promise<void> => {
    if (session.screen.sharing) return session.shareScreen(false);
    if (mayShare(room.state, moderation.state)) {
      moderation.close("share_answer");
      return session.shareScreen(true);
    }
    const asking = !moderation.state.askingToShare;
    moderation.askToShare(asking);
    return say({ type: "ask_to_share", asking });
  };
  return {
    say: (message, done) => void say(message, done),
    close: (told) => moderation.close(told),
    dismiss: (trouble, name) => room.dismiss(trouble, name),
    open: (dialog) => moderation.open(dialog),
    answer(source, agreed) {
      if (agreed && source === "microphone") session.setMicrophone(true);
      if (agreed && source === "camera") session.setCamera(true);
      moderation.answered(source);
      void say({ type: "answer_ask", source, agreed });
    },
    unmute() {
      session.setMicrophone(true);
      moderation.close("mute");
    },
    screen: () => void screen(),
  };
}
