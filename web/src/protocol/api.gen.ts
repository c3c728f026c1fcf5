// Generated from server/wire by `make wire`. Do not edit.

import type { GuestKind, IceServer, MeetingClass, MeetingInfo, StaffRole, Text } from "./messages.gen.js";

export interface SetupLink {
  token: string;
}

export interface SetupAccount {
  token: string;
  organisation?: string | null;
  unit?: string | null;
  name?: string | null;
  email?: string | null;
  password?: string | null;
}

export interface SignIn {
  email: string;
  password: string;
}

export interface NewGuest {
  name: string;
  kind: GuestKind;
}

export interface NewMeeting {
  title: string;
  meeting_class: MeetingClass;
  starts_at?: number | null;
  lobby?: boolean;
  guests?: NewGuest[];
}

export interface AddGuest {
  name: string;
  kind: GuestKind;
}

export interface GuestLink {
  token: string;
}

export interface EnterMeeting {
  token: string;
  name?: string | null;
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

export interface Problem {
  code: string;
  blame: string;
  text: Text;
  fields: Record<string, Text>;
}

export interface SetupView {
  purpose: "first_account" | "sign_in";
  organisation: string;
}

export interface Me {
  name: string;
  email: string;
  role: StaffRole;
  organisation: string;
  organisation_slug: string;
  unit: string;
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
  link: LinkView | null;
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
  invitations: InvitationView[];
}

export interface MeetingList {
  meetings: MeetingView[];
}

export interface GuestLinkView {
  meeting: MeetingInfo;
  organisation: string;
  name: string;
  kind: GuestKind;
  state: "early" | "open";
  opens_at: number;
}

export interface Seat {
  meeting: MeetingInfo;
  name: string;
  kind: GuestKind | null;
  staff: boolean;
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
