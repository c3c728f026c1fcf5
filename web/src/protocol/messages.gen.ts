// Generated from server/wire by `make wire`. Do not edit.

/** Characters of a person's name. */
export const MAX_NAME = 80;

/** Of one frame, in both directions. */
export const MAX_MESSAGE_BYTES = 65536;

export const MESSAGES_PER_SECOND = 20;

/** So many messages of one client at once, and then so many a second; more are refused. */
export const MESSAGE_BURST = 100;

export const MAX_LOBBY_NOTE = 200;

export const MAX_TILES = 64;

/** Characters of an item's payload; some channels allow less. */
export const MAX_PAYLOAD = 16384;

/** Characters of what holds for the moment only. */
export const MAX_SIGNAL = 4096;

/** How long the author may change a message of the chat. */
export const CHAT_EDIT_SECONDS = 900;

/** The place where a meeting begins. */
export const MAIN = "main";

export const MAX_ASIDE = 50;

export const MAX_GROUPS = 20;

export const MAX_GROUP_NAME = 40;

export const MAX_GROUP_NOTE = 200;

export const MAX_COUNTDOWN_SECONDS = 600;

/** What a page must speak.  A page that speaks another is told to load itself again. */
export const WIRE_VERSION = 3;

/** What people may send, by the ending of the name in lower case; the content is looked at as well. */
export const FILE_ENDINGS = {"pdf": ["pdf"], "image": ["png", "jpg", "jpeg", "gif", "webp"], "office": ["docx", "xlsx", "pptx", "odt", "ods", "odp", "rtf"], "text": ["txt"]} as const;

/** When chat and files are erased. */
export type Afterwards =
  /** By the organisation's retention rule. */
  | "rule"
  /** So many hours after the end. */
  | "hours"
  /** With the meeting. */
  | "end";

export type BreakoutKind =
  /** Where some have stepped outside to speak among themselves. */
  | "side"
  | "group";

/** What the people in a meeting share beside picture and sound. */
export type Channel =
  | "chat"
  /** What everybody looks at, and who leads it: the one item `shown`. */
  | "stage"
  /** Pen and highlighter on the pages of documents. */
  | "marks"
  | "whiteboard"
  | "files";

export type FileKind =
  | "pdf"
  | "image"
  | "office"
  | "text";

/** As what a guest takes part. */
export type GuestKind =
  | "client"
  | "relative"
  | "representative"
  | "interpreter"
  | "colleague";

/** How a person in a meeting was identified (R2), weakest first. */
export type Identification =
  /** Had the personal link, nothing more. */
  | "link"
  /** Also gave the code sent to the phone number of the invitation. */
  | "sms"
  /** Showed an identity document on camera, and the host confirmed it. */
  | "shown"
  /** E-identification of the invited person. */
  | "eid"
  /** A signed-in account, with two factors. */
  | "staff";

/**
 * What an interpreter interprets into: those that are asked for most (ISO 639), the Swedish Sign Language, and all
 * others under one name.
 */
export type Language =
  | "sv"
  | "en"
  | "ar"
  | "so"
  | "ti"
  | "fa"
  /** Dari. */
  | "prs"
  /** Sorani. */
  | "ckb"
  | "uk"
  | "ru"
  | "pl"
  | "fi"
  | "es"
  | "tr"
  /** The Swedish Sign Language: seen, not heard. */
  | "swl"
  | "other";

/** Why somebody is no longer in the meeting.  The only list of departures, on the wire and in the audit trail. */
export type LeaveReason =
  /** Pressed leave. */
  | "left"
  /** The connection did not come back within the grace period. */
  | "lost"
  | "removed"
  /** Sent away from the lobby. */
  | "denied"
  /** The host ended the meeting for all. */
  | "ended"
  /** The same person connected anew; the newest connection wins. */
  | "replaced"
  /** The session or link behind the connection was revoked or expired. */
  | "signed_out"
  /** Did not read what was sent to it. */
  | "slow_consumer"
  /** Sent too much that the wire does not allow. */
  | "protocol"
  | "server_stopping"
  /** A host has put the person back into the lobby, where their connection goes on. */
  | "to_lobby";

/** Whether a meeting of a class has a waiting room. */
export type Lobby =
  | "optional"
  | "always";

/** What hosts mostly have to tell those who wait. */
export type LobbySentence =
  /** It takes about five minutes more. */
  | "five_minutes"
  | "fifteen_minutes"
  /** You are next. */
  | "soon"
  /** We first have to speak about something among ourselves. */
  | "others_first";

/** How picture and sound are protected on their way. */
export type MediaPath =
  /** Encrypted to the media worker and from it (DTLS-SRTP). */
  | "sfu"
  /** The media worker forwards what it cannot open. */
  | "end_to_end";

/** How strict a meeting is, chosen when it is made and shown to everybody in it. */
export type MeetingClass =
  | "open"
  | "protected"
  | "sensitive";

/** How well a client's network carries the meeting. */
export type Network =
  | "good"
  | "weak"
  | "bad";

/** Whether somebody may take part by telephone. */
export type Phone =
  | "allowed"
  /** A caller waits in the lobby. */
  | "lobby"
  | "refused";

export type Reaction =
  | "thumbs_up"
  | "heart"
  | "clap"
  | "laugh"
  | "surprise"
  /** Speak slower, please. */
  | "slower";

/** What a participant may do inside one meeting. */
export type RoomRole =
  | "host"
  /** An account that the host has named; does what the host does, except naming others. */
  | "co_host"
  | "guest";

/** The ways that lead to a staff session; each is two factors (R11). */
export type SignInMethod =
  | "passkey"
  /** Password and a one-time code. */
  | "totp"
  /** Password and a recovery code. */
  | "recovery"
  /** The organisation's own identity provider. */
  | "oidc"
  /** The demo's one-time link; only a server that `resfri demo` started takes it. */
  | "demo";

/** What a producer captures; a transport has at most one producer of each. */
export type Source =
  | "microphone"
  | "camera"
  | "screen"
  | "screen_audio";

/** What an account may do outside meetings. */
export type StaffRole =
  /** Runs the whole organisation; sees no content of meetings. */
  | "administrator"
  /** The same within one unit, without the organisation's policies and settings. */
  | "unit_administrator"
  | "agent"
  /** Reads the audit trail and writes down what they found; sees nothing else. */
  | "auditor";

/** What an invitation may demand of its guest. */
export type Way =
  /** The personal link is enough. */
  | "link"
  | "sms"
  | "shown"
  | "sms+shown"
  | "eid";

/** One sentence for people, in both languages. */
export interface Text {
  sv: string;
  en: string;
}

/**
 * One participant as somebody in the room sees them.  Of a person in another place only who they are, and where,
 * is told.
 */
export interface Person {
  id: string;
  name: string;
  role: RoomRole;
  /** None for staff. */
  kind: GuestKind | null;
  /** Every way in which this person has been identified, weakest first. */
  identified_by: Identification[];
  /** What the invitation demands and the person has still to show. */
  missing: Identification[];
  microphone: boolean;
  camera: boolean;
  screen: boolean;
  /** False while the person's connection is lost and their seat is kept. */
  connected: boolean;
  /** How well the person's network carries the meeting. */
  network: Network;
  /** The hand is raised; the lower the number, the longer. */
  hand: number | null;
  /** Needs no leave to share the screen. */
  may_share: boolean;
  /** Where in the meeting the person is. */
  place: string;
  interpreter: boolean;
  /** The language into which this person interprets now. */
  interprets: Language | null;
}

/** A meeting as one person in it may know it. */
export interface MeetingInfo {
  id: string;
  /** Empty to guests, unless the host shows it to them. */
  title: string;
  organisation: string;
  meeting_class: MeetingClass;
  /** Empty to a guest who has still to show who they are. */
  host_name: string;
  /** Unix seconds. */
  starts_at: number;
}

/** A TURN server with credentials for one browser, as RTCPeerConnection takes it (WebRTC 1.0 section 4.2.2). */
export interface IceServer {
  urls: string[];
  username: string;
  credential: string;
}

/** What a host has told somebody who waits: a ready-made sentence or a text. */
export interface LobbyNote {
  sentence: LobbySentence | null;
  text: string;
  /** The host's name, where the meeting's is told too. */
  by: string;
  /** Unix seconds. */
  at: number;
}

/** One person in the lobby as the host sees them. */
export interface Waiting {
  id: string;
  name: string;
  kind: GuestKind | null;
  identified_by: Identification[];
  missing: Identification[];
  /** Unix seconds. */
  since: number;
  /** The link was first used on another device or browser. */
  second_device: boolean;
  /** Came by the meeting's common link and typed the name themself. */
  shared_link: boolean;
  /** The typed name looks like that of a host of this meeting. */
  like_a_host: boolean;
}

/** Whose picture or sound the m-line `mid` of an offer carries. */
export interface MediaTrack {
  mid: string;
  participant: string;
  source: Source;
}

/** One picture that a client shows at the moment: whose, and how large in physical pixels. */
export interface MediaTile {
  participant: string;
  source: "camera" | "screen";
  width: number;
  height: number;
  /** Chosen by the person, or a shared screen: it comes before the active speaker's picture. */
  pinned: boolean;
}

/** One thing in a channel as one person sees it. */
export interface Item {
  channel: Channel;
  key: string;
  /** Its place in the order of all changes; a later change of the same item has a greater one. */
  n: number;
  /** Its `n` when it was new. */
  first: number;
  /** Participant id at the time of writing. */
  author: string;
  name: string;
  mine: boolean;
  /** The participant for whom alone it is. */
  to: string | null;
  to_name: string | null;
  /** Unix seconds. */
  at: number;
  changed_at: number | null;
  /** None: it was removed. */
  payload: string | null;
}

/** A place of the meeting besides `main`: a side room or a group. */
export interface Breakout {
  id: string;
  kind: BreakoutKind;
  /** Empty for a side room. */
  name: string;
}

/** A group that is to be opened, and who is to be in it. */
export interface Group {
  name: string;
  participants: string[];
}

/**
 * First message, within five seconds.  `transport` names the media transport that this page still has from
 * before a lost WebSocket; the server keeps it when it still lives, so that the media does not stop.
 */
export interface Hello {
  type: "hello";
  seq?: number | null;
  version: number;
  ticket: string;
  transport?: string | null;
  microphone: boolean;
  camera: boolean;
}

/** Lets the client notice a dead socket; answered by pong. */
export interface ClientPing {
  type: "ping";
  seq?: number | null;
}

export interface EndMeeting {
  type: "end_meeting";
  seq?: number | null;
}

export interface Leave {
  type: "leave";
  seq?: number | null;
}

export interface Admit {
  type: "admit";
  seq?: number | null;
  participant: string;
}

/** Send one person away from the lobby. */
export interface Deny {
  type: "deny";
  seq?: number | null;
  participant: string;
}

/** Remove one person from the meeting; their link no longer admits them. */
export interface Remove {
  type: "remove";
  seq?: number | null;
  participant: string;
}

/** The host has seen this guest's identity document on camera. */
export interface ConfirmIdentity {
  type: "confirm_identity";
  seq?: number | null;
  participant: string;
}

/** While the room is locked nobody new gets in, nor into the lobby; who has a seat may come back to it. */
export interface LockRoom {
  type: "lock_room";
  seq?: number | null;
  locked: boolean;
}

export interface ReturnToLobby {
  type: "return_to_lobby";
  seq?: number | null;
  participant: string;
}

/**
 * Tell one who waits, or all, something: a ready-made sentence, which each reads in their own language, or
 * `text`.
 */
export interface WriteToLobby {
  type: "write_to_lobby";
  seq?: number | null;
  participant: string | null;
  sentence: LobbySentence | null;
  text?: string;
}

export interface AnswerMessage {
  type: "answer";
  seq?: number | null;
  transport: string;
  revision: number;
  sdp: string;
}

/** The network changed; the server answers with an offer that carries fresh ICE credentials. */
export interface RestartIceMessage {
  type: "restart_ice";
  seq?: number | null;
  transport: string;
}

/** Mute and camera state; the server enforces it in the media worker and tells the others. */
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

/**
 * All pictures that the page shows at the moment; others are not sent.  A page that nobody looks at shows none
 * and still hears everything.
 */
export interface Watch {
  type: "watch";
  seq?: number | null;
  tiles: MediaTile[];
}

/** Say or change something that is kept for those who come later; the same key again replaces what was there. */
export interface Put {
  type: "put";
  seq?: number | null;
  /** Where the client is when it says so: what was meant for another place is refused. */
  place: string;
  channel: Channel;
  key: string;
  /** None removes it. */
  payload: string | null;
  /** For one person alone; chat only. */
  to?: string | null;
}

/** Say something that holds for the moment only and is not kept: typing, a pointer, a stroke being drawn. */
export interface Signal {
  type: "signal";
  seq?: number | null;
  place: string;
  channel: Channel;
  payload: string;
  to?: string | null;
}

/** Ask for what has changed after `after` in the log that the client has; answered by one `items`. */
export interface CatchUp {
  type: "catch_up";
  seq?: number | null;
  log: string | null;
  after: number;
}

/** Let this person lead what is on the stage. */
export interface HandOver {
  type: "hand_over";
  seq?: number | null;
  participant: string;
}

/** Let whoever is in the place, and whoever comes there later, have a file that was sent: it is shown to them. */
export interface ShowFile {
  type: "show_file";
  seq?: number | null;
  file: string;
}

export interface RaiseHand {
  type: "raise_hand";
  seq?: number | null;
  raised: boolean;
}

/** One person's hand, or all. */
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

/** Mute one person, or everybody who is not a host.  Only the person turns their microphone on again. */
export interface Mute {
  type: "mute";
  seq?: number | null;
  participant: string | null;
}

/** Ask a person to turn on their microphone or camera. */
export interface AskFor {
  type: "ask_for";
  seq?: number | null;
  participant: string;
  source: "camera" | "microphone";
}

/** What the person says to that; turning it on is theirs to do. */
export interface AnswerAsk {
  type: "answer_ask";
  seq?: number | null;
  source: "camera" | "microphone";
  agreed: boolean;
}

/** Ask the hosts for leave to share the screen; with `asking` false the question is taken back. */
export interface AskToShare {
  type: "ask_to_share";
  seq?: number | null;
  asking: boolean;
}

/** Answer a person who asked, or take the leave back. */
export interface AllowShare {
  type: "allow_share";
  seq?: number | null;
  participant: string;
  allowed: boolean;
}

/** Whether guests may share the screen without asking. */
export interface ShareFreely {
  type: "share_freely";
  seq?: number | null;
  free: boolean;
}

/** Stop the screen that a person shares. */
export interface StopShare {
  type: "stop_share";
  seq?: number | null;
  participant: string;
}

/** Show this person large for all; nobody when it is None. */
export interface Spotlight {
  type: "spotlight";
  seq?: number | null;
  participant: string | null;
}

/** Make a colleague who has proved who they are co-host, or guest again, for as long as they are in the meeting. */
export interface AppointCoHost {
  type: "appoint_co_host";
  seq?: number | null;
  participant: string;
  on: boolean;
}

/** Make a guest who came as something else interpreter, or no longer. */
export interface MarkInterpreter {
  type: "mark_interpreter";
  seq?: number | null;
  participant: string;
  on: boolean;
}

/** The language into which oneself interprets from now on; None when one does not. */
export interface Interpret {
  type: "interpret";
  seq?: number | null;
  language: Language | null;
}

/** Answered by `speaking_times`. */
export interface SeeSpeakingTimes {
  type: "see_speaking_times";
  seq?: number | null;
}

/** Take these people aside, to where nobody else sees or hears; from a side room, take them in there. */
export interface StepOutside {
  type: "step_outside";
  seq?: number | null;
  participants: string[];
}

/** Go back to where the meeting is. */
export interface ComeBack {
  type: "come_back";
  seq?: number | null;
}

/** Open groups with these people in them.  Who is in none stays; who has left meanwhile is passed over. */
export interface OpenGroups {
  type: "open_groups";
  seq?: number | null;
  groups: Group[];
}

/** Move one person into a group, or back to `main`. */
export interface MoveToGroup {
  type: "move_to_group";
  seq?: number | null;
  participant: string;
  place: string;
}

/** Go into a group oneself. */
export interface VisitGroup {
  type: "visit_group";
  seq?: number | null;
  place: string;
}

/** Tell everybody in all groups something. */
export interface WriteToGroups {
  type: "write_to_groups";
  seq?: number | null;
  text: string;
}

/**
 * Bring everybody back from the groups after so many seconds, which all see pass; or everybody out of the side
 * room in which one is.
 */
export interface CallBack {
  type: "call_back";
  seq?: number | null;
  seconds: number;
}

export interface Ok {
  type: "ok";
  seq: number;
}

/** A client message was refused and changed nothing. */
export interface Error {
  type: "error";
  seq: number | null;
  code: string;
  /** user, protocol, denied or internal. */
  blame: string;
  text: Text;
}

export interface Pong {
  type: "pong";
}

/** The person is in the room; the full state, sent again after every reconnection. */
export interface Joined {
  type: "joined";
  meeting: MeetingInfo;
  you: string;
  /** Everybody in the room including oneself. */
  people: Person[];
  /** The lobby; always empty for those who may not admit. */
  waiting: Waiting[];
  /** The media transport that goes on, when hello named one that still lives; otherwise an offer follows. */
  transport: string | null;
  locked: boolean;
  /** Relays for every media connection from now on. */
  ice_servers: IceServer[];
  /** Participant id of the person whom a host shows large for all. */
  spotlight: string | null;
  /** Guests may share their screen without asking. */
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

/** The last message.  `again` says whether connecting again may help. */
export interface Closed {
  type: "closed";
  reason: LeaveReason;
  again: boolean;
}

/** The person waits; nothing of the meeting beyond this reaches them. */
export interface InLobby {
  type: "waiting";
  meeting: MeetingInfo;
  /** Own participant id. */
  you: string;
  /** Empty to a guest who has still to show who they are: the link may be in other hands. */
  name: string;
  /** A host is in the meeting and has been told that this person waits. */
  host_present: boolean;
  second_device: boolean;
  /** What a host has told those who wait; the latest only. */
  note: LobbyNote | null;
}

/** The whole lobby, to somebody who may admit from now on; empty to somebody who may no longer. */
export interface LobbyChanged {
  type: "lobby_changed";
  waiting: Waiting[];
}

/** To those who may admit: somebody waits, or something of theirs has changed. */
export interface LobbyPerson {
  type: "lobby_person";
  person: Waiting;
}

/** To those who may admit: somebody waits no longer. */
export interface LobbyLeft {
  type: "lobby_left";
  participant: string;
}

/** The host has locked or unlocked the room. */
export interface RoomLocked {
  type: "room_locked";
  locked: boolean;
}

/** To the host: somebody else than the invited person identified themself on this guest's link. */
export interface IdentityTrouble {
  type: "identity_trouble";
  name: string;
}

/** To the host: a guest reported that their link does not work. */
export interface LinkTrouble {
  type: "link_trouble";
  name: string;
}

/**
 * An SDP offer.  A transport id that the client does not know means: start a new RTCPeerConnection and drop
 * the old one.  `publish` names the mid for each of the client's own sources.
 */
export interface OfferMessage {
  type: "offer";
  transport: string;
  revision: number;
  sdp: string;
  publish: Partial<Record<Source, string>>;
  tracks: MediaTrack[];
}

/**
 * The m-lines of this transport carry others from now on, without a new offer.  As in an offer, the list is
 * complete.
 */
export interface TracksMessage {
  type: "tracks";
  transport: string;
  tracks: MediaTrack[];
}

/**
 * The person's own network as the media worker measures it.  Losses are fractions of the last seconds' packets,
 * from and to the person; `held` names pictures that the page shows and that have no room on the way to it.
 */
export interface QualityMessage {
  type: "quality";
  network: Network;
  round_trip_ms: number;
  loss_up: number;
  loss_down: number;
  held: MediaTrack[];
}

/** Participant ids of those who are heard, the dominant speaker first. */
export interface SpeakersMessage {
  type: "speakers";
  speaking: string[];
}

/** Something new, changed or removed. */
export interface ItemMessage {
  type: "item";
  item: Item;
}

/** The answer to `catch_up`: what has changed up to `through`, oldest change first. */
export interface Items {
  type: "items";
  /** A client that has another log, or none, drops what it has: these items are then the beginning. */
  log: string;
  items: Item[];
  through: number;
  /** Ask again, after `through`. */
  more: boolean;
}

export interface SignalMessage {
  type: "signal";
  channel: Channel;
  author: string;
  payload: string;
}

export interface Reacted {
  type: "reacted";
  participant: string;
  reaction: Reaction;
}

/**
 * To the person whose microphone a host has turned off.  Until the client says that it is off, nothing that it
 * says turns it on.
 */
export interface Muted {
  type: "muted";
  /** The host's name. */
  by: string;
}

export interface AskedFor {
  type: "asked_for";
  source: "camera" | "microphone";
  /** The host's name. */
  by: string;
}

/** To the host who asked. */
export interface AskAnswered {
  type: "ask_answered";
  participant: string;
  source: "camera" | "microphone";
  agreed: boolean;
}

/** To the hosts: everybody who asks for leave to share their screen, in order. */
export interface ShareRequests {
  type: "share_requests";
  participants: string[];
}

/** To the person who asked for leave to share. */
export interface ShareAnswered {
  type: "share_answered";
  allowed: boolean;
}

/** To the person whose screen a host has stopped. */
export interface ShareStopped {
  type: "share_stopped";
  /** The host's name. */
  by: string;
}

export interface SharingRule {
  type: "sharing_rule";
  /** Guests may share their screen without asking. */
  free: boolean;
}

export interface SpotlightChanged {
  type: "spotlight_changed";
  participant: string | null;
}

/** Seconds for which each person now inside has been heard. */
export interface SpeakingTimes {
  type: "speaking_times";
  seconds: Record<string, number>;
}

/** All breakouts that are open; who is where is told with the people. */
export interface Breakouts {
  type: "breakouts";
  breakouts: Breakout[];
  /** Unix seconds at which everybody is brought back from the groups. */
  closes_at: number | null;
}

/** To everybody in the groups: what a host has to say. */
export interface GroupsNote {
  type: "groups_note";
  text: string;
  /** The host's name. */
  by: string;
}

export type ClientMessage =
  | Hello
  | ClientPing
  | EndMeeting
  | Leave
  | Admit
  | Deny
  | Remove
  | ConfirmIdentity
  | LockRoom
  | ReturnToLobby
  | WriteToLobby
  | AnswerMessage
  | RestartIceMessage
  | SetMedia
  | ShareScreen
  | Watch
  | Put
  | Signal
  | CatchUp
  | HandOver
  | ShowFile
  | RaiseHand
  | LowerHands
  | React
  | Mute
  | AskFor
  | AnswerAsk
  | AskToShare
  | AllowShare
  | ShareFreely
  | StopShare
  | Spotlight
  | AppointCoHost
  | MarkInterpreter
  | Interpret
  | SeeSpeakingTimes
  | StepOutside
  | ComeBack
  | OpenGroups
  | MoveToGroup
  | VisitGroup
  | WriteToGroups
  | CallBack;

export type ServerMessage =
  | Ok
  | Error
  | Pong
  | Joined
  | PersonJoined
  | PersonChanged
  | PersonLeft
  | Closed
  | InLobby
  | LobbyChanged
  | LobbyPerson
  | LobbyLeft
  | RoomLocked
  | IdentityTrouble
  | LinkTrouble
  | OfferMessage
  | TracksMessage
  | QualityMessage
  | SpeakersMessage
  | ItemMessage
  | Items
  | SignalMessage
  | Reacted
  | Muted
  | AskedFor
  | AskAnswered
  | ShareRequests
  | ShareAnswered
  | ShareStopped
  | SharingRule
  | SpotlightChanged
  | SpeakingTimes
  | Breakouts
  | GroupsNote;
