import type { Joined, MeetingInfo, Person, QualityMessage, ServerMessage, Waiting } from "../protocol/messages.gen.js";
import { type Changes, changed } from "./changes.js";

export interface RoomState {
  readonly meeting: MeetingInfo | null;
  readonly you: string | null;
  /** In order of arrival, as this page saw it. */
  readonly people: ReadonlyMap<string, Person>;
  readonly waiting: readonly Waiting[];
  /** Who is heard, the dominant speaker first. */
  readonly speaking: readonly string[];
  /** How one's own network does; null until the server has said something of it. */
  readonly quality: QualityMessage | null;
  /** Names of guests who reported that their link does not work. */
  readonly linkTroubles: readonly string[];
  /** Names of guests on whose links somebody else tried to identify themself. */
  readonly identityTroubles: readonly string[];
  /** Nobody new can come in. */
  readonly locked: boolean;
}

export const EMPTY: RoomState = {
  meeting: null,
  you: null,
  people: new Map(),
  waiting: [],
  speaking: [],
  quality: null,
  linkTroubles: [],
  identityTroubles: [],
  locked: false,
};

const CHANGES: Changes<RoomState> = {
  waiting: (_, { meeting, you }) => ({ ...EMPTY, meeting, you }),
  joined: (state, message) => joined(state, message),
  person_joined: (state, { person }) => withPerson(state, person),
  person_changed: (state, { person }) => withPerson(state, person),
  person_left: (state, { participant }) => left(state, participant),
  lobby_changed: (state, { waiting }) => ({ ...state, waiting }),
  lobby_person: (state, { person }) => ({ ...state, waiting: withWaiting(state.waiting, person) }),
  lobby_left: (state, { participant }) => ({
    ...state,
    waiting: state.waiting.filter((each) => each.id !== participant),
  }),
  speakers: (state, { speaking }) => ({ ...state, speaking: speaking.filter((id) => state.people.has(id)) }),
  quality: (state, quality) => ({ ...state, quality }),
  link_trouble: (state, { name }) => ({ ...state, linkTroubles: [...without(state.linkTroubles, name), name] }),
  identity_trouble: (state, { name }) => ({
    ...state,
    identityTroubles: [...without(state.identityTroubles, name), name],
  }),
  room_locked: (state, { locked }) => ({ ...state, locked }),
};

export function reduce(state: RoomState, message: ServerMessage): RoomState {
  return changed(CHANGES, state, message);
}

function withPerson(state: RoomState, person: Person): RoomState {
  return { ...state, people: new Map(state.people).set(person.id, person) };
}

/** Who waits already keeps the place in the line. */
function withWaiting(waiting: readonly Waiting[], person: Waiting): readonly Waiting[] {
  const known = waiting.some((each) => each.id === person.id);
  return known ? waiting.map((each) => (each.id === person.id ? person : each)) : [...waiting, person];
}

/** The full state after every reconnection; those who were here before keep their places. */
function joined(state: RoomState, { meeting, you, people, waiting, transport, locked }: Joined): RoomState {
  const byId = new Map(people.map((person) => [person.id, person]));
  const stayed = [...state.people.keys()].filter((id) => byId.has(id));
  const order = new Set([...stayed, ...byId.keys()]);
  const ordered = new Map([...order].map((id) => [id, byId.get(id) as Person]));
  const speaking = state.speaking.filter((id) => byId.has(id));
  const quality = transport === null ? null : state.quality;
  return { ...state, meeting, you, people: ordered, waiting, speaking, quality, locked };
}

function left(state: RoomState, participant: string): RoomState {
  const people = new Map(state.people);
  people.delete(participant);
  return { ...state, people, speaking: without(state.speaking, participant) };
}

export function without(list: readonly string[], item: string): readonly string[] {
  return list.filter((each) => each !== item);
}

export function me(state: RoomState): Person | null {
  return (state.you !== null && state.people.get(state.you)) || null;
}

/** Draws the buttons only; the server decides every time. */
export function isHost(state: RoomState): boolean {
  const role = me(state)?.role;
  return role === "host" || role === "co_host";
}

/** Those in one's own place, in order of arrival. */
export function near(state: RoomState): readonly Person[] {
  const place = me(state)?.place;
  return [...state.people.values()].filter((person) => person.place === place);
}

/** Whose hands are raised, in order; hosts are called from other places too. */
export function hands(state: RoomState): readonly Person[] {
  const raised = [...state.people.values()].filter((person) => person.hand !== null);
  return raised.sort((a, b) => (a.hand ?? 0) - (b.hand ?? 0));
}

/** Draws the button only; the server decides every time. */
export function mayShare(state: RoomState, { freeSharing }: { readonly freeSharing: boolean }): boolean {
  return freeSharing || (me(state)?.may_share ?? false);
}

/** Who shows a screen, the latest arrival last. */
export function sharers(state: RoomState): readonly Person[] {
  return [...state.people.values()].filter((person) => person.screen);
}
