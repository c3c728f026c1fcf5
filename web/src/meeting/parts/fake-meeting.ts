import { ContextProvider } from "@lit/context";
import { setup } from "../../call/fake-call.js";
import type { Outgoing } from "../../net/socket.js";
import type { Person } from "../../protocol/messages.gen.js";
import { type Actions, actionsContext } from "./actions.js";
import { Meeting, meetingContext } from "./meeting.js";

type Asked = readonly [name: string, ...given: unknown[]];

/** Actions that are only noted. */
export function recordedActions() {
  const asked: Asked[] = [];
  const get = (_: object, name: string | symbol) => {
    return (...given: unknown[]) => void asked.push([String(name), ...given]);
  };
  return {
    actions: new Proxy<object>({}, { get }) as Actions,
    asked,
    /** What would have gone to the server. */
    said: (): Outgoing[] => asked.flatMap(([name, message]) => (name === "say" ? [message as Outgoing] : [])),
  };
}

/** A place on the page where parts of a meeting can be drawn: its call goes nowhere, and what is done is noted. */
export function fakeMeeting() {
  const recorded = recordedActions();
  const world = setup();
  const meeting = new Meeting(world.session);
  const place = document.body.appendChild(document.createElement("div"));
  new ContextProvider(place, { context: actionsContext, initialValue: recorded.actions });
  new ContextProvider(place, { context: meetingContext, initialValue: meeting });
  /** These people are in the room, the first of them oneself. */
  const inside = (...people: Person[]): void => {
    meeting.room.state = {
      ...meeting.room.state,
      you: people[0]?.id ?? null,
      people: new Map(people.map((person) => [person.id, person])),
    };
  };
  return { ...recorded, ...world, meeting, place, inside };
}
