// Generated from server/wire by `make wire`. Do not edit.

export const WIRE_VERSION = 1;

export type Afterwards = "rule" | "hours" | "end";

export type Channel = "chat" | "stage" | "marks" | "whiteboard" | "files";

export type GuestKind = "client" | "relative" | "representative" | "interpreter" | "colleague";

export type Identification = "link" | "sms" | "shown" | "eid" | "staff";

export type LeaveReason = "left" | "lost" | "removed" | "denied" | "ended" | "replaced" | "signed_out" | "slow_consumer" | "protocol" | "server_stopping";

export type Lobby = "optional" | "always";

export type MediaPath = "sfu" | "end_to_end";

export type MeetingClass = "open" | "protected" | "sensitive";

export type Network = "good" | "weak" | "bad";

export type Phone = "allowed" | "lobby" | "refused";

export type RoomRole = "host" | "co_host" | "guest";

export type SignInMethod = "passkey" | "totp" | "recovery" | "oidc" | "demo";

export type Source = "microphone" | "camera" | "screen" | "screen_audio";

export type StaffRole = "administrator" | "unit_administrator" | "agent" | "auditor";

export type Way = "link" | "sms" | "shown" | "sms+shown" | "eid";

export interface Text {
  sv: string;
  en: string;
}

export interface Person {
  id: string;
  name: string;
  role: RoomRole;
  kind: GuestKind | null;
  identified_by: Identification[];
  missing: Identification[];
  microphone: boolean;
  camera: boolean;
  screen: boolean;
  connected: boolean;
  network: Network;
}

export interface Waiting {
  id: string;
  name: string;
  kind: GuestKind | null;
  identified_by: Identification[];
  missing: Identification[];
  since: number;
  second_device: boolean;
  shared_link: boolean;
}

export interface MeetingInfo {
  id: string;
  title: string;
  meeting_class: MeetingClass;
  host_name: string;
  starts_at: number;
}

export interface Item {
  channel: Channel;
  key: string;
  n: number;
  first: number;
  author: string;
  name: string;
  mine: boolean;
  to: string | null;
  to_name: string | null;
  at: number;
  changed_at: number | null;
  payload: string | null;
}

export interface MediaTrack {
  mid: string;
  participant: string;
  source: Source;
}

export interface MediaTile {
  participant: string;
  source: "camera" | "screen";
  width: number;
  height: number;
  pinned: boolean;
}

export interface IceServer {
  urls: string[];
  username: string;
  credential: string;
}

export interface Hello {
  type: "hello";
  seq?: number | null;
  version: number;
  ticket: string;
  transport?: string | null;
  microphone: boolean;
  camera: boolean;
}

export interface ClientPing {
  type: "ping";
  seq?: number | null;
}

export interface AnswerMessage {
  type: "answer";
  seq?: number | null;
  transport: string;
  revision: number;
  sdp: string;
}

export interface RestartIceMessage {
  type: "restart_ice";
  seq?: number | null;
  transport: string;
}

export interface SetMedia {
  type: "set_media";
  seq?: number | null;
  microphone: boolean;
  camera: boolean;
}

export interface ShareScreen {
  type: "share_screen";
  seq?: number | null;
  active: boolean;
  audio?: boolean;
}

export interface Watch {
  type: "watch";
  seq?: number | null;
  tiles: MediaTile[];
}

export interface Admit {
  type: "admit";
  seq?: number | null;
  participant: string;
}

export interface Deny {
  type: "deny";
  seq?: number | null;
  participant: string;
}

export interface Remove {
  type: "remove";
  seq?: number | null;
  participant: string;
}

export interface ConfirmIdentity {
  type: "confirm_identity";
  seq?: number | null;
  participant: string;
}

export interface LockRoom {
  type: "lock_room";
  seq?: number | null;
  locked: boolean;
}

export interface Put {
  type: "put";
  seq?: number | null;
  channel: Channel;
  key: string;
  payload: string | null;
  to?: string | null;
}

export interface Signal {
  type: "signal";
  seq?: number | null;
  channel: Channel;
  payload: string;
  to?: string | null;
}

export interface CatchUp {
  type: "catch_up";
  seq?: number | null;
  log: string | null;
  after: number;
}

export interface HandOver {
  type: "hand_over";
  seq?: number | null;
  participant: string;
}

export interface EndMeeting {
  type: "end_meeting";
  seq?: number | null;
}

export interface Leave {
  type: "leave";
  seq?: number | null;
}

export interface Ok {
  type: "ok";
  seq: number;
}

export interface Error {
  type: "error";
  seq: number | null;
  code: string;
  blame: string;
  text: Text;
}

export interface Pong {
  type: "pong";
}

export interface InLobby {
  type: "waiting";
  meeting: MeetingInfo;
  you: string;
  name: string;
  host_present: boolean;
  second_device: boolean;
}

export interface Joined {
  type: "joined";
  meeting: MeetingInfo;
  you: string;
  people: Person[];
  waiting: Waiting[];
  transport: string | null;
  locked: boolean;
  ice_servers: IceServer[];
}

export interface PersonJoined {
  type: "person_joined";
  person: Person;
}

export interface PersonChanged {
  type: "person_changed";
  person: Person;
}

export interface PersonLeft {
  type: "person_left";
  participant: string;
  reason: LeaveReason;
}

export interface LobbyChanged {
  type: "lobby_changed";
  waiting: Waiting[];
}

export interface RoomLocked {
  type: "room_locked";
  locked: boolean;
}

export interface IdentityTrouble {
  type: "identity_trouble";
  name: string;
}

export interface LinkTrouble {
  type: "link_trouble";
  name: string;
}

export interface OfferMessage {
  type: "offer";
  transport: string;
  revision: number;
  sdp: string;
  publish: Partial<Record<Source, string>>;
  tracks: MediaTrack[];
}

export interface TracksMessage {
  type: "tracks";
  transport: string;
  tracks: MediaTrack[];
}

export interface QualityMessage {
  type: "quality";
  network: Network;
  round_trip_ms: number;
  loss_up: number;
  loss_down: number;
  held: MediaTrack[];
}

export interface SpeakersMessage {
  type: "speakers";
  speaking: string[];
}

export interface ItemMessage {
  type: "item";
  item: Item;
}

export interface Items {
  type: "items";
  log: string;
  items: Item[];
  through: number;
  more: boolean;
}

export interface SignalMessage {
  type: "signal";
  channel: Channel;
  author: string;
  payload: string;
}

export interface Closed {
  type: "closed";
  reason: LeaveReason;
  again: boolean;
}

export type ClientMessage = Hello | ClientPing | AnswerMessage | RestartIceMessage | SetMedia | ShareScreen | Watch | Admit | Deny | Remove | ConfirmIdentity | LockRoom | Put | Signal | CatchUp | HandOver | EndMeeting | Leave;

export type ServerMessage = Ok | Error | Pong | InLobby | Joined | PersonJoined | PersonChanged | PersonLeft | LobbyChanged | RoomLocked | IdentityTrouble | LinkTrouble | OfferMessage | TracksMessage | QualityMessage | SpeakersMessage | ItemMessage | Items | SignalMessage | Closed;
