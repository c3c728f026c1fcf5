import type { Person } from "../protocol/messages.gen.js";

/** A connected guest who sends sound and picture, for tests. */
export function fakePerson(id: string, change: Partial<Person> = {}): Person {
  return {
    id,
    name: id.toUpperCase(),
    role: "guest",
    kind: "client",
    identified_by: ["link"],
    missing: [],
    microphone: true,
    camera: true,
    screen: false,
    connected: true,
    network: "good",
    hand: null,
    may_share: false,
    place: "main",
    interpreter: false,
    interprets: null,
    ...change,
  };
}
