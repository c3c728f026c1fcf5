// Generated from server/wire by `make wire`. Do not edit.

import type { Afterwards, GuestKind, IceServer, Identification, Lobby, MediaPath, MeetingClass, MeetingInfo, Phone, SignInMethod, StaffRole, Text, Way } from "./messages.gen.js";

export interface Attestation {
  id: string;
  client_data: string;
  attestation: string;
}

export interface Assertion {
  id: string;
  client_data: string;
  authenticator_data: string;
  signature: string;
}

export interface SetupLink {
  token: string;
}

export interface SetupBegin {
  token: string;
  method: "passkey" | "totp";
  organisation?: string | null;
  unit?: string | null;
  name?: string | null;
  email?: string | null;
  password?: string | null;
}

export interface SetupFinish {
  attestation?: Attestation | null;
  code?: string | null;
}

export interface SignIn {
  email: string;
  password: string;
  code: string;
  organisation?: string | null;
}

export interface ProviderBegin {
  organisation?: string | null;
}

export interface ProviderReturn {
  code: string;
  state: string;
  iss?: string;
}

export interface StepUpCode {
  code: string;
}

export interface AddPasskey {
  name: string;
  attestation: Attestation;
}

export interface RenamePasskey {
  name: string;
}

export interface TotpBegin {
  password?: string | null;
}

export interface TotpFinish {
  code: string;
}

export interface NewGuest {
  name: string;
  kind: GuestKind;
  identification?: Way;
  phone?: string | null;
  number?: string | null;
  email?: string | null;
  protected_identity?: boolean;
}

export interface NewMeeting {
  title: string;
  meeting_class: MeetingClass;
  starts_at?: number | null;
  lobby?: boolean;
  capacity?: number | null;
  guests?: NewGuest[];
}

export interface AddCoHost {
  email: string;
}

export interface SendLink {
  by: "mail" | "sms";
  token?: string | null;
}

export interface AddGuest {
  name: string;
  kind: GuestKind;
  identification?: Way;
  phone?: string | null;
  number?: string | null;
  email?: string | null;
  protected_identity?: boolean;
}

export interface GuestLink {
  token: string;
}

export interface EnterMeeting {
  token: string;
  name?: string | null;
}

export interface CheckCode {
  code: string;
}

export interface ReportLink {
  token: string;
}

export interface TicketRequest {
  meeting?: string | null;
}

export interface NetworkTest {
  protocol: "tcp" | "udp";
  token?: string | null;
}

export interface NetworkTestAnswer {
  test: string;
  sdp: string;
}

export interface NewPolicy {
  unit?: string | null;
  meeting_class: MeetingClass;
  allowed: boolean;
  ways: Way[];
  decision?: string;
}

export interface OidcSettings {
  issuer: string;
  client_id: string;
  client_secret?: string | null;
  acr?: string;
  groups_claim?: string;
  roles?: Record<string, StaffRole>;
}

export interface EidSettings {
  issuer: string;
  client_id: string;
  client_secret?: string | null;
  acr?: string;
  number_claim?: string;
}

export interface SmsSettings {
  url: string;
  body: "form" | "json";
  auth: "basic" | "bearer";
  username?: string;
  secret?: string | null;
  sender: string;
  fields: Record<string, string>;
}

export interface MailSettings {
  host: string;
  port?: number;
  security?: "none" | "starttls" | "tls";
  username?: string;
  secret?: string | null;
  sender: string;
}

export interface AuditExportSettings {
  kind: "https" | "syslog";
  address: string;
  secret?: string | null;
  ca?: string;
}

export interface RetentionSettings {
  content_hours: Partial<Record<MeetingClass, number>>;
  meeting_days: number;
  session_days: number;
  audit_days: number;
}

export interface OrganisationLook {
  name: string;
  colour?: string | null;
  logo?: string | "keep" | "none";
}

export interface NewUnit {
  name: string;
}

export interface NewStaff {
  name: string;
  email: string;
  unit: string;
  role: StaffRole;
  mail?: boolean;
}

export interface StaffLinkRequest {
  mail?: boolean;
}

export interface StaffChange {
  name: string;
  unit: string;
  role: StaffRole;
  disabled?: boolean;
}

export interface SmsTest {
  to: string;
}

export interface AuditQuery {
  person?: string | null;
  actor?: string | null;
  meeting?: string | null;
  action?: string | null;
  after?: number | null;
  before?: number | null;
  older_than?: number | null;
  limit?: number;
}

export interface NewReview {
  kind: "person" | "sample";
  period?: string | null;
  subject?: string | null;
}

export interface CloseReview {
  outcome: "in_order" | "incident" | "noted";
  note?: string;
}

export interface NewFile {
  meeting: string;
  participant: string;
  place: string;
  name: string;
  size: number;
  to: string | null;
}

export interface PieceQuery {
  offset: number;
}

export interface FaultFigure {
  name: string;
  value: string;
}

export interface NewFault {
  text: string;
  browser: string;
  figures: FaultFigure[];
  errors: string[];
}

export interface Problem {
  code: string;
  blame: string;
  text: Text;
  fields: Record<string, Text>;
}

export interface NewPasskey {
  challenge: string;
  rp_id: string;
  rp_name: string;
  user_id: string;
  user_name: string;
  display_name: string;
  exclude: string[];
}

export interface PasskeyRequest {
  challenge: string;
  rp_id: string;
  allow: string[];
}

export interface NewTotp {
  seed: string;
  qr: string;
}

export interface SetupView {
  purpose: "demo" | "first_account" | "invited" | "recovery";
  organisation: string;
  name: string;
  email: string;
}

export interface SetupBegun {
  passkey: NewPasskey | null;
  totp: NewTotp | null;
}

export interface Me {
  name: string;
  email: string;
  role: StaffRole;
  organisation: string;
  organisation_slug: string;
  unit: string;
}

export interface SetupDone {
  me: Me;
  recovery_codes: string[];
}

export interface ProviderAddress {
  url: string;
}

export interface PasskeyView {
  id: string;
  name: string;
  created_at: number;
  used_at: number | null;
}

export interface SessionView {
  id: string;
  method: SignInMethod;
  created_at: number;
  last_seen_at: number;
  here: boolean;
}

export interface SignInWays {
  passkeys: PasskeyView[];
  totp: boolean;
  recovery_codes: number;
  provider: boolean;
  sessions: SessionView[];
}

export interface RecoveryCodes {
  codes: string[];
}

export interface LinkView {
  url: string;
  qr: string;
}

export interface InvitationView {
  id: string;
  name: string;
  kind: GuestKind;
  shared: boolean;
  state: "revoked" | "unused" | "used";
  identification: Way;
  identified_by: Identification[];
  missing: Identification[];
  protected_identity: boolean;
  phone: boolean;
  email: boolean;
  link: LinkView | null;
}

export interface CoHostView {
  id: string;
  name: string;
}

export interface MeetingView {
  id: string;
  title: string;
  meeting_class: MeetingClass;
  lobby: boolean;
  starts_at: number;
  ended_at: number | null;
  host_name: string;
  mine: boolean;
  in_room: number;
  waiting: number;
  capacity: number | null;
  co_hosts: CoHostView[];
  invitations: InvitationView[];
}

export interface MeetingList {
  meetings: MeetingView[];
}

export interface GuestLinkView {
  meeting: MeetingInfo;
  organisation: string;
  organisation_slug: string;
  name: string;
  kind: GuestKind;
  state: "early" | "open";
  opens_at: number;
  identification: Way;
}

export interface Seat {
  meeting: MeetingInfo;
  name: string;
  kind: GuestKind | null;
  staff: boolean;
  todo: Identification[];
  phone_tail: string;
}

export interface EidStart {
  url: string;
}

export interface Ticket {
  ticket: string;
}

export interface NetworkTestOffer {
  test: string;
  sdp: string;
  ice_servers: IceServer[];
}

export interface Health {
  status: "degraded" | "ok";
  version: string;
  workers: number;
}

export interface ClassOffer {
  meeting_class: MeetingClass;
  exists: boolean;
  allowed: boolean;
  ways: Way[];
  not_set_up: Way[];
  shared_link: boolean;
  lobby: Lobby;
  recording: boolean;
  phone: Phone;
  media: MediaPath;
}

export interface PolicyOffer {
  classes: ClassOffer[];
  sms: boolean;
  mail: boolean;
}

export interface BarView {
  meeting_class: MeetingClass;
  allowed: boolean;
  ways: Way[];
  own: boolean;
}

export interface UnitPolicies {
  unit: string | null;
  name: string;
  bars: BarView[];
}

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
  decided_by: string;
  decided_at: number;
}

export interface PolicyOverview {
  classes: ClassRulesView[];
  units: UnitPolicies[];
  history: DecisionView[];
}

export interface SettingsView {
  oidc: OidcSettings | null;
  eid: EidSettings | null;
  sms: SmsSettings | null;
  mail: MailSettings | null;
  audit_export: AuditExportSettings | null;
  retention: RetentionSettings;
  secrets: string[];
}

export interface OrganisationView {
  slug: string;
  name: string;
  colour: string | null;
  logo: string | null;
  oidc: boolean;
}

export interface UnitView {
  id: string;
  name: string;
  closed: boolean;
  staff: number;
}

export interface UnitList {
  units: UnitView[];
}

export interface StaffView {
  id: string;
  name: string;
  email: string;
  role: StaffRole;
  unit: string;
  state: "active" | "disabled" | "invited";
  signed_in_at: number | null;
  you: boolean;
}

export interface StaffList {
  staff: StaffView[];
  units: UnitView[];
  roles: StaffRole[];
}

export interface InvitedStaff {
  person: StaffView;
  link: string | null;
}

export interface OverseenMeeting {
  id: string;
  unit: string;
  meeting_class: MeetingClass;
  host_name: string;
  starts_at: number;
  in_room: number;
  waiting: number;
}

export interface OverseenList {
  meetings: OverseenMeeting[];
}

export interface MonthView {
  month: string;
  unit: string;
  meeting_class: MeetingClass;
  meetings: number;
  guests: number;
  minutes: number;
}

export interface Statistics {
  months: MonthView[];
}

export interface ProposalView {
  id: string;
  name: "audit_export" | "retention";
  proposed_by: string;
  proposed_at: number;
  yours: boolean;
  value: string;
}

export interface ProposalList {
  proposals: ProposalView[];
}

export interface TestResult {
  ok: boolean;
  detail: string;
}

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

export interface AuditPage {
  events: AuditEventView[];
  more: boolean;
}

export interface ReviewView {
  id: string;
  kind: "person" | "sample";
  period: string | null;
  subject: string | null;
  subject_name: string;
  seed: string;
  records: number;
  opened_by: string;
  opened_at: number;
  overdue: boolean;
  outcome: "in_order" | "incident" | "noted" | null;
  closed_by: string;
  closed_at: number | null;
}

export interface ReviewList {
  reviews: ReviewView[];
  missing: string[];
}

export interface ReviewDetail {
  review: ReviewView;
  note: string;
  events: AuditEventView[];
}

export interface UploadView {
  id: string;
  received: number;
  piece: number;
}

export interface FileMade {
  id: string;
}

export interface FaultReference {
  reference: string;
}

export interface FaultView {
  reference: string;
  at: number;
  by_staff: boolean;
  fault: NewFault;
}

export interface FaultList {
  faults: FaultView[];
}
