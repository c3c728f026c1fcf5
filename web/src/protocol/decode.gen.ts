// Generated from server/wire by `make wire`. Do not edit.

import type * as wire from "./messages.gen.js";
import { boolean, LATER, list, nullable, number, oneOf, open, optional, record, shape, string, type Readers, type Untagged } from "./readers.js";

const text = shape<wire.Text>({
  sv: string,
  en: string,
});

const meetingClass = open<wire.MeetingClass>(["open", "protected", "sensitive"], "open");

const meetingInfo = shape<wire.MeetingInfo>({
  id: string,
  title: string,
  organisation: string,
  meeting_class: meetingClass,
  host_name: string,
  starts_at: number,
});

const roomRole = open<wire.RoomRole>(["host", "co_host", "guest"], "guest");

const guestKind = open<wire.GuestKind>(["client", "relative", "representative", "interpreter", "colleague"], "client");

const identification = open<wire.Identification>(["link", "sms", "shown", "eid", "staff"], "link");

const network = open<wire.Network>(["good", "weak", "bad"], "good");

const language = open<wire.Language>(["sv", "en", "ar", "so", "ti", "fa", "prs", "ckb", "uk", "ru", "pl", "fi", "es", "tr", "swl", "other"], "other");

const person = shape<wire.Person>({
  id: string,
  name: string,
  role: roomRole,
  kind: nullable(guestKind),
  identified_by: list(identification),
  missing: list(identification),
  microphone: boolean,
  camera: boolean,
  screen: boolean,
  connected: boolean,
  network: network,
  hand: nullable(number),
  may_share: boolean,
  place: string,
  interpreter: boolean,
  interprets: nullable(language),
});

const waiting = shape<wire.Waiting>({
  id: string,
  name: string,
  kind: nullable(guestKind),
  identified_by: list(identification),
  missing: list(identification),
  since: number,
  second_device: boolean,
  shared_link: boolean,
  like_a_host: boolean,
});

const iceServer = shape<wire.IceServer>({
  urls: list(string),
  username: string,
  credential: string,
});

const leaveReason = open<wire.LeaveReason>(["left", "lost", "removed", "denied", "ended", "replaced", "signed_out", "slow_consumer", "protocol", "server_stopping", "to_lobby"], "left");

const lobbySentence = open<wire.LobbySentence>(["five_minutes", "fifteen_minutes", "soon", "others_first"], LATER);

const lobbyNote = shape<wire.LobbyNote>({
  sentence: nullable(lobbySentence),
  text: string,
  by: string,
  at: number,
});

const source = open<wire.Source>(["microphone", "camera", "screen", "screen_audio"], LATER);

const mediaTrack = shape<wire.MediaTrack>({
  mid: string,
  participant: string,
  source: source,
});

const channel = open<wire.Channel>(["chat", "stage", "marks", "whiteboard", "files"], LATER);

const item = shape<wire.Item>({
  channel: channel,
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

const reaction = open<wire.Reaction>(["thumbs_up", "heart", "clap", "laugh", "surprise", "slower"], LATER);

const breakoutKind = open<wire.BreakoutKind>(["side", "group"], LATER);

const breakout = shape<wire.Breakout>({
  id: string,
  kind: breakoutKind,
  name: string,
});

/** By the message's type. */
export const MESSAGES: Readers<wire.ServerMessage> = {
  ok: shape<Untagged<wire.Ok>>({
    seq: number,
  }),
  error: shape<Untagged<wire.Error>>({
    seq: nullable(number),
    code: string,
    blame: string,
    text: text,
  }),
  pong: shape<Untagged<wire.Pong>>({}),
  joined: shape<Untagged<wire.Joined>>({
    meeting: meetingInfo,
    you: string,
    people: list(person),
    waiting: list(waiting),
    transport: nullable(string),
    locked: boolean,
    ice_servers: list(iceServer),
    spotlight: nullable(string),
    free_sharing: boolean,
  }),
  person_joined: shape<Untagged<wire.PersonJoined>>({
    person: person,
  }),
  person_changed: shape<Untagged<wire.PersonChanged>>({
    person: person,
  }),
  person_left: shape<Untagged<wire.PersonLeft>>({
    participant: string,
    reason: leaveReason,
  }),
  closed: shape<Untagged<wire.Closed>>({
    reason: leaveReason,
    again: boolean,
  }),
  waiting: shape<Untagged<wire.InLobby>>({
    meeting: meetingInfo,
    you: string,
    name: string,
    host_present: boolean,
    second_device: boolean,
    note: optional(lobbyNote),
  }),
  lobby_changed: shape<Untagged<wire.LobbyChanged>>({
    waiting: list(waiting),
  }),
  lobby_person: shape<Untagged<wire.LobbyPerson>>({
    person: waiting,
  }),
  lobby_left: shape<Untagged<wire.LobbyLeft>>({
    participant: string,
  }),
  room_locked: shape<Untagged<wire.RoomLocked>>({
    locked: boolean,
  }),
  identity_trouble: shape<Untagged<wire.IdentityTrouble>>({
    name: string,
  }),
  link_trouble: shape<Untagged<wire.LinkTrouble>>({
    name: string,
  }),
  offer: shape<Untagged<wire.OfferMessage>>({
    transport: string,
    revision: number,
    sdp: string,
    publish: record(source, string),
    tracks: list(mediaTrack),
  }),
  tracks: shape<Untagged<wire.TracksMessage>>({
    transport: string,
    tracks: list(mediaTrack),
  }),
  quality: shape<Untagged<wire.QualityMessage>>({
    network: network,
    round_trip_ms: number,
    loss_up: number,
    loss_down: number,
    held: list(mediaTrack),
  }),
  speakers: shape<Untagged<wire.SpeakersMessage>>({
    speaking: list(string),
  }),
  item: shape<Untagged<wire.ItemMessage>>({
    item: item,
  }),
  items: shape<Untagged<wire.Items>>({
    log: string,
    items: list(item),
    through: number,
    more: boolean,
  }),
  signal: shape<Untagged<wire.SignalMessage>>({
    channel: channel,
    author: string,
    payload: string,
  }),
  reacted: shape<Untagged<wire.Reacted>>({
    participant: string,
    reaction: reaction,
  }),
  muted: shape<Untagged<wire.Muted>>({
    by: string,
  }),
  asked_for: shape<Untagged<wire.AskedFor>>({
    source: oneOf("camera", "microphone"),
    by: string,
  }),
  ask_answered: shape<Untagged<wire.AskAnswered>>({
    participant: string,
    source: oneOf("camera", "microphone"),
    agreed: boolean,
  }),
  share_requests: shape<Untagged<wire.ShareRequests>>({
    participants: list(string),
  }),
  share_answered: shape<Untagged<wire.ShareAnswered>>({
    allowed: boolean,
  }),
  share_stopped: shape<Untagged<wire.ShareStopped>>({
    by: string,
  }),
  sharing_rule: shape<Untagged<wire.SharingRule>>({
    free: boolean,
  }),
  spotlight_changed: shape<Untagged<wire.SpotlightChanged>>({
    participant: nullable(string),
  }),
  speaking_times: shape<Untagged<wire.SpeakingTimes>>({
    seconds: record(string, number),
  }),
  breakouts: shape<Untagged<wire.Breakouts>>({
    breakouts: list(breakout),
    closes_at: nullable(number),
  }),
  groups_note: shape<Untagged<wire.GroupsNote>>({
    text: string,
    by: string,
  }),
};
