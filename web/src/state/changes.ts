import type { ServerMessage } from "../protocol/messages.gen.js";

type Kind = ServerMessage["type"];

/** What a state becomes by each message that concerns it; messages that are not named are about something else. */
export type Changes<State> = {
  readonly [K in Kind]?: (state: State, message: Extract<ServerMessage, { type: K }>) => State;
};

export function changed<State>(changes: Changes<State>, state: State, message: ServerMessage): State {
  const change = changes[message.type] as ((state: State, message: ServerMessage) => State) | undefined;
  return change ? change(state, message) : state;
}
