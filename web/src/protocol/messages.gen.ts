// Generated from server/wire by `make wire`. Do not edit.

export const WIRE_VERSION = 1;

export type Afterwards = "rule" | "hours" | "end";

export type Channel = "chat" | "stage" | "marks" | "whiteboard" | "files";

export type GuestKind = "client" | "relative" | "representative" | "interpreter" | "colleague";

export type Identification = "link" | "sms" | "shown" | "eid" | "staff";

export type Language = "sv" | "en" | "ar" | "so" | "ti" | "fa" | "prs" | "ckb" | "uk" | "ru" | "pl" | "fi" | "es" | "tr" | "swl" | "other";

export type LeaveReason = "left" | "lost" | "removed" | "denied" | "ended" | "replaced" | "signed_out" | "slow_consumer" | "protocol" | "server_stopping" | "to_lobby";

export type Lobby = "optional" | "always";

export type LobbySentence = "five_minutes" | "fifteen_minutes" | "soon" | "others_first";

export type MediaPath = "sfu" | "end_to_end";

export type MeetingClass = "open" | "protected" | "sensitive";

export type Network = "good" | "weak" | "bad";

export type Phone = "allowed" | "lobby" | "refused";

export type PlaceKind = "side" | "group";

export type Reaction = "thumbs_up" | "heart" | "clap" | "laugh" | "surprise" | "slower";

export type RoomRole = "host" | "co_host" | "guest";

export type SignInMethod = "passkey" | "totp" | "recovery" | "oidc" | "demo";

export type Source = "microphone" | "camera" | "screen" | "screen_audio";

export type StaffRole = "administrator" | "unit_administrator" | "agent" | "auditor";

export type Way = "link" | "sms" | "shown" | "sms+shown" | "eid";

export interface Text {
  sv: string;
  en: string;
}

export interface PlaceInfo {
  id: string;
  kind: PlaceKind;
  name: string;
}

export interface Group {
  name: string;
  participants: string[];
}

export interface LobbyNote {
  sentence: LobbySentence | null;
  text: string;
  by: string;
  at: number;
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
  hand: number | null;
  may_share: boolean;
  place: string;
  interpreter: boolean;
  interprets: Language | null;
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
  place: string;
  channel: Channel;
  key: string;
  payload: string | null;
  to?: string | null;
}

export interface Signal {
  type: "signal";
  seq?: number | null;
  place: string;
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

export interface ShowFile {
  type: "show_file";
  seq?: number | null;
  file: string;
}

export interface EndMeeting {
  type: "end_meeting";
  seq?: number | null;
}

export interface Leave {
  type: "leave";
  seq?: number | null;
}

export interface RaiseHand {
  type: "raise_hand";
  seq?: number | null;
  raised: boolean;
}

export interface LowerHands {
  type: "lower_hands";
  seq?: number | null;
  participant: string | null;
}

export interface React {
  type: "react";
  seq?: number | null;
  reaction: Reaction;
}

export interface Mute {
  type: "mute";
  seq?: number | null;
  participant: string | null;
}

export interface AskFor {
  type: "ask_for";
  seq?: number | null;
  participant: string;
  source: "camera" | "microphone";
}

export interface AnswerAsk {
  type: "answer_ask";
  seq?: number | null;
  source: "camera" | "microphone";
  agreed: boolean;
}

export interface AskToShare {
  type: "ask_to_share";
  seq?: number | null;
  asking: boolean;
}

export interface AllowShare {
  type: "allow_share";
  seq?: number | null;
  participant: string;
  allowed: boolean;
}

export interface ShareFreely {
  type: "share_freely";
  seq?: number | null;
  free: boolean;
}

export interface StopShare {
  type: "stop_share";
  seq?: number | null;
  participant: string;
}

export interface Spotlight {
  type: "spotlight";
  seq?: number | null;
  participant: string | null;
}

export interface AppointCoHost {
  type: "appoint_co_host";
  seq?: number | null;
  participant: string;
  on: boolean;
}

export interface MarkInterpreter {
  type: "mark_interpreter";
  seq?: number | null;
  participant: string;
  on: boolean;
}

export interface Interpret {
  type: "interpret";
  seq?: number | null;
  language: Language | null;
}

export interface ReturnToLobby {
  type: "return_to_lobby";
  seq?: number | null;
  participant: string;
}

export interface WriteToLobby {
  type: "write_to_lobby";
  seq?: number | null;
  participant: string | null;
  sentence: LobbySentence | null;
  text?: string;
}

export interface SeeSpeakingTimes {
  type: "see_speaking_times";
  seq?: number | null;
}

export interface StepOutside {
  type: "step_outside";
  seq?: number | null;
  participants: string[];
}

export interface ComeBack {
  type: "come_back";
  seq?: number | null;
}

export interface OpenGroups {
  type: "open_groups";
  seq?: number | null;
  groups: Group[];
}

export interface MoveToGroup {
  type: "move_to_group";
  seq?: number | null;
  participant: string;
  place: string;
}

export interface VisitGroup {
  type: "visit_group";
  seq?: number | null;
  place: string;
}

export interface WriteToGroups {
  type: "write_to_groups";
  seq?: number | null;
  text: string;
}

export interface CallBack {
  type: "call_back";
  seq?: number | null;
  seconds: number;
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
  note: LobbyNote | null;
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
  spotlight: string | null;
  free_sharing: boolean;
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

export interface Reacted {
  type: "reacted";
  participant: string;
  reaction: Reaction;
}

export interface Muted {
  type: "muted";
  by: string;
}

export interface AskedFor {
  type: "asked_for";
  source: "camera" | "microphone";
  by: string;
}

export interface AskAnswered {
  type: "ask_answered";
  participant: string;
  source: "camera" | "microphone";
  agreed: boolean;
}

export interface ShareRequests {
  type: "share_requests";
  participants: string[];
}

export interface ShareAnswered {
  type: "share_answered";
  allowed: boolean;
}

export interface ShareStopped {
  type: "share_stopped";
  by: string;
}

export interface SharingRule {
  type: "sharing_rule";
  free: boolean;
}

export interface SpotlightChanged {
  type: "spotlight_changed";
  participant: string | null;
}

export interface SpeakingTimes {
  type: "speaking_times";
  seconds: Record<string, number>;
}

export interface Places {
  type: "places";
  places: PlaceInfo[];
  closes_at: number | null;
}

export interface GroupsNote {
  type: "groups_note";
  text: string;
  by: string;
}

export type ClientMessage = Hello | ClientPing | AnswerMessage | RestartIceMessage | SetMedia | ShareScreen | Watch | Admit | Deny | Remove | ConfirmIdentity | LockRoom | Put | Signal | CatchUp | HandOver | ShowFile | EndMeeting | Leave | RaiseHand | LowerHands | React | Mute | AskFor | AnswerAsk | AskToShare | AllowShare | ShareFreely | StopShare | Spotlight | AppointCoHost | MarkInterpreter | Interpret | ReturnToLobby | WriteToLobby | SeeSpeakingTimes | StepOutside | ComeBack | OpenGroups | MoveToGroup | VisitGroup | WriteToGroups | CallBack;

export type ServerMessage = Ok | Error | Pong | InLobby | Joined | PersonJoined | PersonChanged | PersonLeft | LobbyChanged | RoomLocked | IdentityTrouble | LinkTrouble | OfferMessage | TracksMessage | QualityMessage | SpeakersMessage | ItemMessage | Items | SignalMessage | Closed | Reacted | Muted | AskedFor | AskAnswered | ShareRequests | ShareAnswered | ShareStopped | SharingRule | SpotlightChanged | SpeakingTimes | Places | GroupsNote;
