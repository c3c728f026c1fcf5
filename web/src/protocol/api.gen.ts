// Generated from server/wire by `make wire`. Do not edit.

import type { Afterwards, GuestKind, IceServer, Identification, Lobby, MediaPath, MeetingClass, Phone, SignInMethod, StaffRole, Text, Way } from "./messages.gen.js";

/**
 * The query of GET /api/audit/events; what is left out limits nothing.  `person` finds what an account or a
 * guest (the id of an account, an invitation or a visit) did and what was done about them.
 */
export interface AuditQuery {
  person?: string | null;
  actor?: string | null;
  meeting?: string | null;
  action?: string | null;
  /** From this time on, in Unix seconds. */
  after?: number | null;
  /** Until this time. */
  before?: number | null;
  /** The `seq` of the last record of the page before: the next page begins after it. */
  older_than?: number | null;
  limit?: number;
}

/**
 * POST /api/audit/reviews: `sample` with the month to look at, which must be over, or `person` with whose
 * records.  A month has one sample: asking again answers the same one.
 */
export interface NewReview {
  kind: "person" | "sample";
  period?: string | null;
  subject?: string | null;
}

/** POST /api/audit/reviews/{review}/close (204).  What has been found is not changed afterwards. */
export interface CloseReview {
  outcome: "in_order" | "incident" | "noted";
  note?: string;
}

/**
 * POST /api/ticket: a one-time ticket for the WebSocket at /ws, good for 30 seconds.  Staff name the meeting;
 * guests have only theirs.
 */
export interface TicketRequest {
  meeting?: string | null;
}

/**
 * POST /api/network-test: an SDP offer toward our media port over one protocol only.  Needs a guest link or a
 * session.
 */
export interface NetworkTest {
  protocol: "tcp" | "udp";
  token?: string | null;
}

/** POST /api/network-test/answer (204).  The browser then waits for `connectionState` connected. */
export interface NetworkTestAnswer {
  test: string;
  sdp: string;
}

/** Announces a file before its content. */
export interface NewFile {
  meeting: string;
  /** Who of this browser's people sends it. */
  participant: string;
  /** Where in the meeting they are. */
  place: string;
  name: string;
  /** Bytes. */
  size: number;
  /** For one person alone. */
  to: string | null;
}

export interface PieceQuery {
  offset: number;
}

/**
 * POST /api/guest/check with the token from the URL fragment: what does this link open?  Consumes nothing.
 * Every bad link, for whatever reason, is answered by the same 404 `bad_link`.
 */
export interface GuestLink {
  token: string;
}

/**
 * POST /api/guest/enter: consume the link (a button does this).  Sets the guest's session cookie and answers
 * `Seat`.  Later visits by the same browser need no link: GET /api/guest/seat answers the same, or 401.
 */
export interface EnterMeeting {
  token: string;
  name?: string | null;
}

/**
 * POST /api/guest/code sends a code to the invitation's phone (204); `POST /api/guest/code/check` takes it and
 * answers `Seat`.  A code is good for 10 minutes, 5 tries and one use.
 */
export interface CheckCode {
  code: string;
}

/** POST /api/guest/report: tell the host that the link does not work (204 whatever the token is). */
export interface ReportLink {
  token: string;
}

/**
 * `phone` is needed where a code is sent by SMS, `number` (a Swedish personal number) for e-identification;
 * the number itself is not kept.  `email` is only for sending the link.
 */
export interface NewGuest {
  name: string;
  kind: GuestKind;
  identification?: Way;
  phone?: string | null;
  number?: string | null;
  email?: string | null;
  /** The name is a pseudonym, and nobody is shown more than it (R10). */
  protected_identity?: boolean;
}

/** POST /api/meetings -> MeetingView with the links in it. */
export interface NewMeeting {
  title: string;
  /** To guests, who otherwise see the organisation and the time. */
  show_title?: boolean;
  meeting_class: MeetingClass;
  /** Unix seconds; None means now. */
  starts_at?: number | null;
  /** Only an open meeting may be without a lobby. */
  lobby?: boolean;
  /** Most people inside; None: as many as the server lets into any meeting. */
  capacity?: number | null;
  guests?: NewGuest[];
}

/** POST /api/meetings/{id}/co-hosts -> MeetingView; `DELETE /api/meetings/{id}/co-hosts/{account}` (204). */
export interface AddCoHost {
  email: string;
}

/**
 * POST /api/meetings/{id}/invitations/{invitation}/send -> InvitationView.  With `token`, the secret of the
 * link that the page still shows, that link is sent; without it a new one is made, and the old one dies.
 */
export interface SendLink {
  by: "mail" | "sms";
  token?: string | null;
}

/**
 * POST /api/meetings/{id}/invitations -> InvitationView with its link.
 *
 * `POST /api/meetings/{id}/invitations/{invitation}/reissue` answers InvitationView with a new link (the old
 * one dies), `DELETE /api/meetings/{id}/invitations/{invitation}` revokes (204), and
 * `POST /api/meetings/{id}/end` ends the meeting (204).
 */
export interface AddGuest {
  name: string;
  kind: GuestKind;
  identification?: Way;
  phone?: string | null;
  number?: string | null;
  email?: string | null;
  protected_identity?: boolean;
}

/** PUT /api/admin/organisation -> OrganisationView. */
export interface OrganisationLook {
  name: string;
  colour?: string | null;
  /** A PNG, WebP or SVG image of at most 32 KiB in base64, or what to do with the present one. */
  logo?: string | "keep" | "none";
}

/** POST /api/admin/units -> UnitView; PUT /api/admin/units/{unit} renames.  DELETE closes a unit without staff. */
export interface NewUnit {
  name: string;
}

/** POST /api/admin/staff -> InvitedStaff. */
export interface NewStaff {
  name: string;
  email: string;
  unit: string;
  role: StaffRole;
  /** Send the link by e-mail rather than show it. */
  mail?: boolean;
}

/**
 * POST /api/admin/staff/{account}/link -> InvitedStaff: another link for somebody who never had a way in; and
 * POST /api/admin/recoveries/{recovery}/approve -> InvitedStaff.
 */
export interface StaffLinkRequest {
  mail?: boolean;
}

/**
 * POST /api/admin/staff/{account}/recovery -> RecoveryAsked: a new way in for an account that has one.  All
 * present ways and sessions end when the link is used, and not before.
 */
export interface RecoveryRequest {
  /** Mail it to the owner, rather than let a second administrator hand it over. */
  mail?: boolean;
}

/** PUT /api/admin/staff/{account} -> StaffView.  A disabled account is signed out everywhere at once. */
export interface StaffChange {
  name: string;
  unit: string;
  role: StaffRole;
  disabled?: boolean;
}

/** POST /api/admin/settings/sms/test. */
export interface SmsTest {
  /** A phone number, as people write it. */
  to: string;
}

/**
 * POST /api/admin/policies -> PolicyOverview.  `decision` says who decided and why; it is needed where the bar
 * is lowered.
 */
export interface NewPolicy {
  unit?: string | null;
  meeting_class: MeetingClass;
  allowed: boolean;
  ways: Way[];
  decision?: string;
}

/** The organisation's identity provider for staff (OpenID Connect Core 1.0, code flow with PKCE). */
export interface OidcSettings {
  issuer: string;
  client_id: string;
  client_secret?: string | null;
  /** The level of assurance that a sign-in must have; empty: what the provider says is two factors is trusted. */
  acr?: string;
  groups_claim?: string;
  /** Which role each group gives; the strongest wins.  Nobody without such a group gets in. */
  roles?: Record<string, StaffRole>;
}

/** The e-identification broker for guests (OpenID Connect). */
export interface EidSettings {
  issuer: string;
  client_id: string;
  client_secret?: string | null;
  acr?: string;
  /** The claim that holds the personal number. */
  number_claim?: string;
}

/**
 * An SMS service over HTTP, described rather than programmed.  `fields` are the request's fields, where
 * `{to}`, `{text}` and `{sender}` are filled in.
 */
export interface SmsSettings {
  url: string;
  body: "form" | "json";
  auth: "basic" | "bearer";
  username?: string;
  /** The password, or the bearer token. */
  secret?: string | null;
  sender: string;
  fields: Record<string, string>;
}

/** An SMTP server. */
export interface MailSettings {
  host: string;
  port?: number;
  security?: "none" | "starttls" | "tls";
  username?: string;
  secret?: string | null;
  sender: string;
}

/** Where the audit trail is copied to, off this machine: `syslog` is RFC 5425 (TLS) at host:port. */
export interface AuditExportSettings {
  kind: "https" | "syslog";
  address: string;
  /** A bearer token for https. */
  secret?: string | null;
  /** The certificate authority to trust (PEM); empty: the machine's. */
  ca?: string;
}

/** How long what is kept (R5).  Hours and days count from the end of the meeting, or from the event. */
export interface RetentionSettings {
  /** Chat and files. */
  content_hours: Partial<Record<MeetingClass, number>>;
  /** Titles, and the names and contact data of guests. */
  meeting_days: number;
  /** Sign-ins and visits that are over. */
  session_days: number;
  audit_days: number;
}

/** The answer to `navigator.credentials.create()`. */
export interface Attestation {
  id: string;
  client_data: string;
  attestation: string;
}

/** The answer to `navigator.credentials.get()`. */
export interface Assertion {
  id: string;
  client_data: string;
  authenticator_data: string;
  signature: string;
}

/**
 * POST /api/setup/check: is this one-time link good?  Does not consume it.  POST /api/setup/demo consumes the
 * demo's link and answers Me.
 */
export interface SetupLink {
  token: string;
}

/** POST /api/setup/begin -> SetupBegun.  The first account needs all names; others have them. */
export interface SetupBegin {
  token: string;
  method: "passkey" | "totp";
  organisation?: string | null;
  unit?: string | null;
  name?: string | null;
  email?: string | null;
  /** For `totp`. */
  password?: string | null;
}

/** POST /api/setup/finish -> SetupDone: the passkey, or the app's first code.  Consumes the link and signs in. */
export interface SetupFinish {
  attestation?: Attestation | null;
  code?: string | null;
}

/**
 * POST /api/sign-in -> Me.  `code` is the app's, or a recovery code.  Without `organisation` it is the
 * server's first.  One answer, whichever part is wrong.
 */
export interface SignIn {
  email: string;
  password: string;
  code: string;
  organisation?: string | null;
}

/** POST /api/sign-in/oidc/begin -> ProviderAddress. */
export interface ProviderBegin {
  organisation?: string | null;
}

/**
 * POST /api/sign-in/oidc -> Me; POST /api/step-up/oidc (204).  `organisation` is the SLUG in the address that the
 * browser came back to.
 */
export interface ProviderReturn {
  organisation: string;
  code: string;
  state: string;
  iss?: string;
}

/** POST /api/step-up (204): the app's code.  Also by passkey and by provider, as in signing in. */
export interface StepUpCode {
  code: string;
}

/** POST /api/me/passkeys (204), after /api/me/passkeys/begin -> NewPasskey. */
export interface AddPasskey {
  name: string;
  attestation: Attestation;
}

/** PUT /api/me/passkeys/{passkey} (204). */
export interface RenamePasskey {
  name: string;
}

/** POST /api/me/totp/begin -> NewTotp: another app, and another password where one is given. */
export interface TotpBegin {
  password?: string | null;
}

/** POST /api/me/totp -> RecoveryCodes: the new app's first code.  All other sessions end. */
export interface TotpFinish {
  code: string;
}

/** One line of the connection's figures. */
export interface FaultFigure {
  name: string;
  value: string;
}

/** What the person has seen in full and agreed to send. */
export interface NewFault {
  text: string;
  browser: string;
  figures: FaultFigure[];
  /** Codes of what this page showed as errors lately. */
  errors: string[];
}

/** One record.  Names are those of today, and empty where the person's row is gone. */
export interface AuditEventView {
  seq: number;
  at: number;
  action: string;
  actor_kind: string;
  actor: string;
  actor_name: string;
  unit: string | null;
  meeting: string | null;
  subject: string | null;
  subject_name: string;
  method: string | null;
  outcome: string;
}

/** GET /api/audit/events: newest first. */
export interface AuditPage {
  events: AuditEventView[];
  /** Whether there are older ones; ask with `older_than`. */
  more: boolean;
}

/** One follow-up.  A sample is drawn from its month by its seed and can be drawn again. */
export interface ReviewView {
  id: string;
  kind: "person" | "sample";
  period: string | null;
  subject: string | null;
  subject_name: string;
  seed: string;
  records: number;
  /** The person's name. */
  opened_by: string;
  opened_at: number;
  overdue: boolean;
  outcome: "in_order" | "incident" | "noted" | null;
  closed_by: string;
  closed_at: number | null;
}

/**
 * GET /api/audit/reviews: newest first.  `missing` are months of the last year that are over and have records
 * but no sample.
 */
export interface ReviewList {
  reviews: ReviewView[];
  missing: string[];
}

/** GET /api/audit/reviews/{review}: with its records, and what the reviewer wrote. */
export interface ReviewDetail {
  review: ReviewView;
  note: string;
  events: AuditEventView[];
}

/**
 * An error: a stable code, who is at fault (user, protocol, denied, internal), a sentence for people, and for
 * forms a sentence per field.
 */
export interface Problem {
  code: string;
  blame: string;
  text: Text;
  fields: Record<string, Text>;
}

export interface Ticket {
  ticket: string;
}

export interface NetworkTestOffer {
  test: string;
  sdp: string;
  /** Relays to try where nothing goes directly. */
  ice_servers: IceServer[];
}

/** GET /api/health (503 where it is not ok). */
export interface Health {
  status: "degraded" | "ok";
}

export interface UploadView {
  /** Also the key of the file's item when it is there. */
  id: string;
  /** Bytes; the next piece begins here. */
  received: number;
  /** The most bytes that a piece may have. */
  piece: number;
}

export interface FileMade {
  /** The key of its item. */
  id: string;
}

/** What the holder of a link is told of the meeting. */
export interface GuestMeeting {
  /** Empty unless the host shows it to guests. */
  title: string;
  host_name: string;
  /** Unix seconds. */
  starts_at: number;
}

/**
 * Where the guest has to show who they are, a link alone tells the organisation and the time: `host_name`,
 * `title` and `name` are empty then.
 */
export interface GuestLinkView {
  meeting: GuestMeeting;
  organisation: string;
  /** Whose look the page wears: `GET /api/organisations/{slug}`. */
  organisation_slug: string;
  /** The invited name. */
  name: string;
  /** A common link, whose guests type their name. */
  names_itself: boolean;
  /** `early`: more than 30 minutes before the start; the device check works but the door is not open. */
  state: "early" | "open";
  /** Unix seconds. */
  opens_at: number;
  /** How the guest is going to be identified. */
  identification: Way;
}

/** Nothing of the meeting: who has nothing left to do is told of it in the meeting. */
export interface Seat {
  /** What the guest must do, in this order, before they can ask for a ticket. */
  todo: Identification[];
  /** The last two digits of the phone that codes go to; empty where none are sent or nothing may be shown. */
  phone_tail: string;
}

/**
 * POST /api/guest/eid: where the guest goes to identify themself.  They come back to /oidc/guest, which leads on
 * to /m; after a failure to /m?eid=failed or, for somebody else than the invited person, /m?eid=mismatch.
 */
export interface EidStart {
  url: string;
}

/** A personal link, shown once: only its hash is kept.  `qr` is an SVG document in a data: URL. */
export interface LinkView {
  url: string;
  qr: string;
}

/** One guest of a meeting.  `link` is set only in the answer that made it. */
export interface InvitationView {
  id: string;
  name: string;
  kind: GuestKind;
  /** The common link of an open meeting; everybody who has it may come. */
  shared: boolean;
  state: "revoked" | "unused" | "used";
  /** How this guest must be identified. */
  identification: Way;
  /** How they have been so far, weakest first; empty before the link is used. */
  identified_by: Identification[];
  missing: Identification[];
  protected_identity: boolean;
  /** There is a phone number to send the link to. */
  phone: boolean;
  email: boolean;
  link: LinkView | null;
}

/** A colleague who hosts the meeting too. */
export interface CoHostView {
  id: string;
  name: string;
}

/** GET /api/meetings/{id}; `GET /api/meetings` answers `MeetingList`. */
export interface MeetingView {
  id: string;
  title: string;
  show_title: boolean;
  meeting_class: MeetingClass;
  lobby: boolean;
  starts_at: number;
  ended_at: number | null;
  host_name: string;
  /** The asking account hosts it. */
  mine: boolean;
  /** How many are in the room now. */
  in_room: number;
  waiting: number;
  capacity: number | null;
  co_hosts: CoHostView[];
  invitations: InvitationView[];
}

export interface MeetingList {
  meetings: MeetingView[];
}

/** GET /api/organisations/{slug}: what everybody may know of an organisation, to greet them with its look. */
export interface OrganisationView {
  slug: string;
  name: string;
  colour: string | null;
  /** An address on this server. */
  logo: string | null;
  /** Staff may sign in at the organisation's own identity provider. */
  oidc: boolean;
}

export interface UnitView {
  id: string;
  name: string;
  closed: boolean;
  staff: number;
}

/** GET /api/admin/units. */
export interface UnitList {
  units: UnitView[];
}

export interface StaffView {
  id: string;
  name: string;
  email: string;
  role: StaffRole;
  /** The unit's id. */
  unit: string;
  /** `invited`: has not chosen a way to sign in yet. */
  state: "active" | "disabled" | "invited";
  signed_in_at: number | null;
  you: boolean;
}

/** GET /api/admin/staff: those that the asking administrator may manage, and what they may give them. */
export interface StaffList {
  staff: StaffView[];
  units: UnitView[];
  roles: StaffRole[];
}

/** `link` is set only where it was not sent; it works once, for 24 hours, and is shown only here. */
export interface InvitedStaff {
  person: StaffView;
  link: string | null;
}

/**
 * Mailed; otherwise it waits for a second administrator, also where the one who asks has chosen the mail
 * server.
 */
export interface RecoveryAsked {
  mailed: boolean;
}

export interface RecoveryView {
  id: string;
  person: StaffView;
  /** A person's name. */
  asked_by: string;
  asked_at: number;
  yours: boolean;
}

/**
 * GET /api/admin/recoveries: those that wait for a second administrator.  POST
 * /api/admin/recoveries/{recovery}/reject (204).
 */
export interface RecoveryList {
  recoveries: RecoveryView[];
}

/** A meeting as an administrator sees it: that it takes place, never what or whom it is about. */
export interface OverseenMeeting {
  id: string;
  unit: string;
  meeting_class: MeetingClass;
  host_name: string;
  starts_at: number;
  in_room: number;
  waiting: number;
}

/** GET /api/admin/meetings: running meetings, and those that begin within a day. */
export interface OverseenList {
  meetings: OverseenMeeting[];
}

/** Numbers of one unit, class and month; `guests` counts visits, never who. */
export interface MonthView {
  /** As 2026-11, in the server's time zone. */
  month: string;
  unit: string;
  meeting_class: MeetingClass;
  meetings: number;
  guests: number;
  /** From the planned start to the end of the meetings that have ended. */
  minutes: number;
}

/** GET /api/admin/statistics: the last twelve months. */
export interface Statistics {
  months: MonthView[];
}

/** A change of retention or of the audit export that waits for a second administrator (R19). */
export interface ProposalView {
  id: string;
  name: "audit_export" | "retention";
  /** The person's name. */
  proposed_by: string;
  proposed_at: number;
  yours: boolean;
  /** What is proposed, as JSON, without secrets. */
  value: string;
}

/** GET /api/admin/proposals.  POST /api/admin/proposals/{proposal}/approve and .../reject (204). */
export interface ProposalList {
  proposals: ProposalView[];
}

/** POST /api/admin/settings/{name}/test: whether the other side answered as it should, in words. */
export interface TestResult {
  ok: boolean;
  /** A code of what went wrong, empty when all is well. */
  detail: string;
}

/** A meeting class as the new-meeting page offers it. */
export interface ClassOffer {
  meeting_class: MeetingClass;
  /** False: this version cannot hold such meetings yet. */
  exists: boolean;
  /** The unit may hold them. */
  allowed: boolean;
  /** The ways of identification that are enough and that the organisation has set up, weakest first. */
  ways: Way[];
  /** Ways that would be enough, if an administrator set up what they need. */
  not_set_up: Way[];
  shared_link: boolean;
  lobby: Lobby;
  recording: boolean;
  phone: Phone;
  media: MediaPath;
}

/** GET /api/policies: what the asking account's unit may do. */
export interface PolicyOffer {
  classes: ClassOffer[];
  /** Links can be sent by text message. */
  sms: boolean;
  mail: boolean;
}

export interface BarView {
  meeting_class: MeetingClass;
  allowed: boolean;
  ways: Way[];
  /** Decided for this unit itself (or by the organisation), rather than taken over. */
  own: boolean;
}

/** `unit` None: the organisation as a whole. */
export interface UnitPolicies {
  unit: string | null;
  name: string;
  bars: BarView[];
}

/** What a class is, in every organisation. */
export interface ClassRulesView {
  meeting_class: MeetingClass;
  exists: boolean;
  enough: Way[];
  possible: Way[];
  shared_link: boolean;
  lobby: Lobby;
  media: MediaPath;
  recording: boolean;
  phone: Phone;
  afterwards: Afterwards;
  server_sees_content: boolean;
}

export interface DecisionView {
  unit: string | null;
  unit_name: string;
  meeting_class: MeetingClass;
  allowed: boolean;
  ways: Way[];
  decision: string;
  /** The name of the account. */
  decided_by: string;
  /** Unix seconds. */
  decided_at: number;
}

/** GET /api/admin/policies: rules, what is in force everywhere, and every decision, newest first. */
export interface PolicyOverview {
  classes: ClassRulesView[];
  units: UnitPolicies[];
  history: DecisionView[];
}

/** GET /api/admin/settings: what is set; secrets are left out, and named in `secrets`. */
export interface SettingsView {
  oidc: OidcSettings | null;
  eid: EidSettings | null;
  sms: SmsSettings | null;
  mail: MailSettings | null;
  audit_export: AuditExportSettings | null;
  retention: RetentionSettings;
  /** The settings that have a secret stored. */
  secrets: string[];
  /** Where a provider sends the browser back to, by setting; to be registered there exactly so. */
  returns: Record<string, string>;
}

/** What `navigator.credentials.create()` is called with. */
export interface NewPasskey {
  challenge: string;
  rp_id: string;
  rp_name: string;
  user_id: string;
  user_name: string;
  display_name: string;
  /** Credential ids that this account has already. */
  exclude: string[];
}

/** What `navigator.credentials.get()` is called with.  An empty `allow`: whichever the person chooses. */
export interface PasskeyRequest {
  challenge: string;
  rp_id: string;
  allow: string[];
}

/** An authenticator app's new secret, shown once; `qr` is an SVG document in a data: URL. */
export interface NewTotp {
  seed: string;
  qr: string;
}

export interface SetupView {
  /**
   * `first_account` makes the first administrator; `invited` and `recovery` let an account choose how to sign
   * in, `recovery` instead of all present ways; `demo` signs the demo's account in.
   */
  purpose: "demo" | "first_account" | "invited" | "recovery";
  organisation: string;
  name: string;
  email: string;
}

export interface SetupBegun {
  passkey: NewPasskey | null;
  totp: NewTotp | null;
}

/**
 * GET /api/me, and the answer of sign-in and set-up.  `POST /api/sign-out` ends the session (204), and
 * `POST /api/sign-out/everywhere` all sessions of the account.
 */
export interface Me {
  name: string;
  email: string;
  role: StaffRole;
  organisation: string;
  /** The organisation's part of addresses. */
  organisation_slug: string;
  unit: string;
}

export interface SetupDone {
  me: Me;
  /** Shown only here; none with a passkey. */
  recovery_codes: string[];
}

/** Where the browser goes; it comes back to /sign-in/oidc/SLUG with `code`, `state` and `iss`. */
export interface ProviderAddress {
  url: string;
}

export interface PasskeyView {
  id: string;
  name: string;
  created_at: number;
  used_at: number | null;
}

/** A browser in which this account is signed in. */
export interface SessionView {
  id: string;
  method: SignInMethod;
  created_at: number;
  last_seen_at: number;
  here: boolean;
}

/**
 * GET /api/me/sign-in: how this account signs in, and where it is signed in.
 *
 * DELETE /api/me/passkeys/{passkey}, /api/me/totp and /api/me/sessions/{session} (204); the last way in stays.
 */
export interface SignInWays {
  passkeys: PasskeyView[];
  /** Password and authenticator app. */
  totp: boolean;
  /** How many are left. */
  recovery_codes: number;
  /** The organisation's identity provider. */
  provider: boolean;
  sessions: SessionView[];
}

/** Also POST /api/me/recovery-codes; the earlier ones stop working.  Shown only here. */
export interface RecoveryCodes {
  codes: string[];
}

export interface FaultReference {
  /** For the person to say on the telephone. */
  reference: string;
}

export interface FaultView {
  reference: string;
  at: number;
  by_staff: boolean;
  fault: NewFault;
}

export interface FaultList {
  /** The newest first. */
  faults: FaultView[];
}
