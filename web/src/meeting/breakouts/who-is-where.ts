import { type Breakout, MAIN, type Person } from "../../protocol/messages.gen.js";
import type { Moderation } from "../../state/moderation.js";
import { me, type RoomState } from "../../state/room.js";

/** Where everybody is, as one person sees it. */
export interface Whereabouts {
  /** Where one is oneself; null in the meeting itself. */
  readonly breakout: Breakout | null;
  /** The others in the same place. */
  readonly here: readonly Person[];
  /** Who has stepped outside, seen from anywhere else. */
  readonly outside: readonly Person[];
  /** Who is in some group, seen from anywhere else. */
  readonly grouped: readonly Person[];
}

export function whereabouts(room: RoomState, { breakouts }: Pick<Moderation, "breakouts">): Whereabouts {
  const own = me(room)?.place ?? MAIN;
  const kinds = new Map(breakouts.map((breakout) => [breakout.id, breakout]));
  const others = [...room.people.values()].filter((person) => person.id !== room.you);
  const elsewhere = (kind: Breakout["kind"]) =>
    others.filter((person) => person.place !== own && kinds.get(person.place)?.kind === kind);
  return {
    breakout: kinds.get(own) ?? null,
    here: others.filter((person) => person.place === own),
    outside: elsewhere("side"),
    grouped: elsewhere("group"),
  };
}

/** People by where they are: one's own place first, then the meeting, then the others in order. */
export function byPlace(
  people: readonly Person[],
  own: string,
  breakouts: readonly Breakout[],
): readonly { readonly place: string; readonly breakout: Breakout | null; readonly people: readonly Person[] }[] {
  const order = [...new Set([own, MAIN, ...breakouts.map((breakout) => breakout.id)])];
  return order
    .map((place) => ({
      place,
      breakout: breakouts.find((each) => each.id === place) ?? null,
      people: people.filter((person) => person.place === place),
    }))
    .filter((each) => each.place === own || each.people.length > 0);
}

/** Everybody into so many groups of nearly the same size, in order; the group of each by id. */
export function evenly(people: readonly { readonly id: string }[], groups: number): ReadonlyMap<string, number> {
  return new Map(people.map(({ id }, at) => [id, Math.floor((at * groups) / people.length)]));
}
