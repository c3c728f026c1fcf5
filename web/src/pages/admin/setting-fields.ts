import type { Key } from "../../i18n/index.js";

/** One input of a setting's form. */
export interface Field {
  readonly name: string;
  readonly label: Key;
  readonly kind: "text" | "number" | "secret" | "choice" | "pairs" | "lines";
  readonly options?: readonly string[];
  readonly hint?: Key;
}

export type SettingName = "mail" | "sms" | "oidc" | "eid" | "audit_export";
export type Values = Record<string, string>;

const secret: Field = { name: "secret", label: "admin.settings.secret", kind: "secret" };
const clientSecret: Field = { name: "client_secret", label: "admin.settings.client_secret", kind: "secret" };
const text = (name: string, label: Key, hint?: Key): Field => ({ name, label, kind: "text", ...(hint && { hint }) });
const provider = [
  text("issuer", "admin.settings.issuer"),
  text("client_id", "admin.settings.client_id"),
  clientSecret,
  text("acr", "admin.settings.acr", "admin.settings.acr.hint"),
];

/** The forms, described; the server checks every value again. */
export const SETTINGS: Readonly<Record<SettingName, readonly Field[]>> = {
  mail: [
    text("host", "admin.settings.host"),
    { name: "port", label: "admin.settings.port", kind: "number" },
    {
      name: "security",
      label: "admin.settings.security",
      kind: "choice",
      options: ["starttls", "tls", "none"],
    },
    text("username", "admin.settings.username"),
    secret,
    text("sender", "admin.settings.mail_sender"),
  ],
  sms: [
    text("url", "admin.settings.url"),
    { name: "body", label: "admin.settings.body", kind: "choice", options: ["form", "json"] },
    { name: "auth", label: "admin.settings.auth", kind: "choice", options: ["basic", "bearer"] },
    text("username", "admin.settings.username"),
    secret,
    text("sender", "admin.settings.sms_sender"),
    { name: "fields", label: "admin.settings.fields", kind: "pairs", hint: "admin.settings.fields.hint" },
  ],
  oidc: [
    ...provider,
    text("groups_claim", "admin.settings.groups_claim"),
    { name: "roles", label: "admin.settings.roles", kind: "pairs", hint: "admin.settings.roles.hint" },
  ],
  eid: [...provider, text("number_claim", "admin.settings.number_claim")],
  audit_export: [
    { name: "kind", label: "admin.settings.kind", kind: "choice", options: ["syslog", "https"] },
    text("address", "admin.settings.address", "admin.settings.address.hint"),
    secret,
    { name: "ca", label: "admin.settings.ca", kind: "lines", hint: "admin.settings.ca.hint" },
  ],
};

const DEFAULTS: Readonly<Record<SettingName, Values>> = {
  mail: { port: "587", security: "starttls" },
  sms: { body: "form", auth: "basic", fields: "from={sender}\nto={to}\nmessage={text}" },
  oidc: { groups_claim: "groups", roles: "" },
  eid: { number_claim: "personal_identity_number" },
  audit_export: { kind: "syslog" },
};

/** "a=b" on each line as a record; lines without a name are left out. */
export function pairsOf(lines: string): Record<string, string> {
  const pairs = lines.split("\n").map((line) => {
    const equals = line.indexOf("=");
    return [line.slice(0, equals).trim(), line.slice(equals + 1).trim()] as const;
  });
  return Object.fromEntries(pairs.filter(([name]) => name !== ""));
}

/** What the form shows of a stored setting. */
export function shown(name: SettingName, stored: Record<string, unknown> | null): Values {
  const values: Values = { ...DEFAULTS[name] };
  for (const field of SETTINGS[name]) {
    const value = stored?.[field.name];
    if (value === undefined || value === null) continue;
    values[field.name] =
      field.kind === "pairs"
        ? Object.entries(value as Record<string, string>)
            .map(([key, each]) => `${key}=${each}`)
            .join("\n")
        : String(value);
  }
  return values;
}

/** What is sent: an empty secret keeps the stored one. */
export function body(name: SettingName, values: Values): Record<string, unknown> {
  const sent: Record<string, unknown> = {};
  for (const { name: field, kind } of SETTINGS[name]) {
    const value = values[field] ?? "";
    if (kind === "secret") sent[field] = value === "" ? null : value;
    else if (kind === "number") sent[field] = Number(value);
    else sent[field] = kind === "pairs" ? pairsOf(value) : value.trim();
  }
  return sent;
}
