import type {
  Closed,
  Error as ErrorMessage,
  IceServer,
  IdentityTrouble,
  InLobby,
  Item,
  ItemMessage,
  Items,
  Joined,
  LinkTrouble,
  LobbyChanged,
  MediaTrack,
  MeetingInfo,
  OfferMessage,
  Ok,
  Person,
  PersonChanged,
  PersonJoined,
  PersonLeft,
  Pong,
  QualityMessage,
  RoomLocked,
  ServerMessage,
  SignalMessage,
  SpeakersMessage,
  TracksMessage,
  Text,
  Waiting,
} from "../protocol/messages.gen.js";
import {
  boolean,
  type Check,
  isRecord,
  list,
  nullable,
  number,
  oneOf,
  shape,
  string,
  type Untagged,
} from "./checks.js";
import { LEADING, lobbyNote } from "./decode-leading.js";

const source = oneOf("microphone", "camera", "screen", "screen_audio");
const network = oneOf("good", "weak", "bad");
const kind = nullable(oneOf("client", "relative", "representative", "interpreter", "colleague"));
const reason = oneOf(
  "left",
  "lost",
  "removed",
  "denied",
  "ended",
  "replaced",
  "signed_out",
  "slow_consumer",
  "protocol",
  "server_stopping",
  "to_lobby",
);
const language = oneOf(
  "sv",
  "en",
  "ar",
  "so",
  "ti",
  "fa",
  "prs",
  "ckb",
  "uk",
  "ru",
  "pl",
  "fi",
  "es",
  "tr",
  "swl",
  "other",
);
const identification = oneOf("link", "sms", "shown", "eid", "staff");
const identified_by = list(identification);
const missing = identified_by;
const text = shape<Text>({ sv: string, en: string });
const person = shape<Person>({
  id: string,
  name: string,
  role: oneOf("host", "co_host", "guest"),
  kind,
  identified_by,
  missing,
  microphone: boolean,
  camera: boolean,
  screen: boolean,
  connected: boolean,
  network,
  hand: nullable(number),
  may_share: boolean,
  place: string,
  interpreter: boolean,
  interprets: nullable(language),
});
const waiting = shape<Waiting>({
  id: string,
  name: string,
  kind,
  identified_by,
  missing,
  since: number,
  second_device: boolean,
  shared_link: boolean,
});
const meeting = shape<MeetingInfo>({
  id: string,
  title: string,
  meeting_class: oneOf("open", "protected", "sensitive"),
  host_name: string,
  starts_at: number,
});
const track = shape<MediaTrack>({ mid: string, participant: string, source });
const iceServer = shape<IceServer>({ urls: list(string), username: string, credential: string });
const publish: Check = (value) =>
  isRecord(value) && Object.entries(value).every(([key, mid]) => source(key) && string(mid));

const channel = oneOf("chat", "stage", "marks", "whiteboard", "files");
const item = shape<Item>({
  channel,
  key: string,
  n: number,
  first: number,
  author: string,
  name: string,
  mine: boolean,
  to: nullable(string),
  to_name: nullable(string),
  at: number,
  changed_at: nullable(number),
  payload: nullable(string),
});

const MESSAGES: { readonly [T in ServerMessage["type"]]: Check } = {
  ok: shape<Untagged<Ok>>({ seq: number }),
  error: shape<Untagged<ErrorMessage>>({ seq: nullable(number), code: string, blame: string, text }),
  pong: shape<Untagged<Pong>>({}),
  waiting: shape<Untagged<InLobby>>({
    meeting,
    you: string,
    name: string,
    host_present: boolean,
    second_device: boolean,
    note: nullable(lobbyNote),
  }),
  joined: shape<Untagged<Joined>>({
    meeting,
    you: string,
    people: list(person),
    waiting: list(waiting),
    transport: nullable(string),
    locked: boolean,
    ice_servers: list(iceServer),
    spotlight: nullable(string),
    free_sharing: boolean,
  }),
  person_joined: shape<Untagged<PersonJoined>>({ person }),
  person_changed: shape<Untagged<PersonChanged>>({ person }),
  person_left: shape<Untagged<PersonLeft>>({ participant: string, reason }),
  lobby_changed: shape<Untagged<LobbyChanged>>({ waiting: list(waiting) }),
  room_locked: shape<Untagged<RoomLocked>>({ locked: boolean }),
  identity_trouble: shape<Untagged<IdentityTrouble>>({ name: string }),
  link_trouble: shape<Untagged<LinkTrouble>>({ name: string }),
  offer: shape<Untagged<OfferMessage>>({
    transport: string,
    revision: number,
    sdp: string,
    publish,
    tracks: list(track),
  }),
  tracks: shape<Untagged<TracksMessage>>({ transport: string, tracks: list(track) }),
  quality: shape<Untagged<QualityMessage>>({
    network,
    round_trip_ms: number,
    loss_up: number,
    loss_down: number,
    held: list(track),
  }),
  speakers: shape<Untagged<SpeakersMessage>>({ speaking: list(string) }),
  item: shape<Untagged<ItemMessage>>({ item }),
  items: shape<Untagged<Items>>({ log: string, items: list(item), through: number, more: boolean }),
  signal: shape<Untagged<SignalMessage>>({ channel, author: string, payload: string }),
  closed: shape<Untagged<Closed>>({ reason, again: boolean }),
  ...LEADING,
};

/** A server message, or why there is none.  A type that this client does not know is from a newer server. */
export function decode(frame: unknown): ServerMessage | "unknown" | "malformed" {
  if (typeof frame !== "string") return "malformed";
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return "malformed";
  }
  if (!isRecord(value) || typeof value.type !== "string") return "malformed";
  if (!Object.hasOwn(MESSAGES, value.type)) return "unknown";
  return MESSAGES[value.type as ServerMessage["type"]](value) ? (value as unknown as ServerMessage) : "malformed";
}
