import { volumes } from "../../state/hearing.js";
import type { Meeting } from "../parts/meeting.js";
import type { Sound } from "./remote-sound.js";

/** What is to be heard of the others, as loud as this person has chosen. */
export function soundsOf({ session, room, hearing }: Meeting): readonly Sound[] {
  const { people, you } = room.state;
  const others = [...people.keys()].filter((id) => id !== you);
  const loud = volumes(room.state, hearing.choice);
  const sound = (key: string, id: string, source: "microphone" | "screen_audio"): Sound => ({
    key,
    stream: session.peer.remote(id, source),
    volume: loud.get(id) ?? 1,
  });
  const voices = others.map((id) => sound(id, id, "microphone"));
  const screens = others.map((id) => sound(`${id}/screen`, id, "screen_audio"));
  return [...voices, ...screens.filter(({ stream }) => stream)];
}
