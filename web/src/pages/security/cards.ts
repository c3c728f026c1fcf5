import { html, nothing, type TemplateResult } from "lit";
import { formatDay, formatTime, plural, t } from "../../i18n/index.js";
import { passkeysHere } from "../../lib/webauthn.js";
import type { PasskeyView, SessionView, SignInWays } from "../../protocol/api.gen.js";

/** The dialog that is open, and what it is about. */
export type Open =
  | { readonly what: "add" | "app" | "remove-app" | "everywhere" }
  | { readonly what: "scan" | "codes" }
  | { readonly what: "rename" | "remove"; readonly passkey: PasskeyView };

type Show = (open: Open) => void;

/** A passkey that was never given a name has a number. */
export const nameOf = ({ name }: PasskeyView) =>
  /^\d+$/.test(name) ? t("signin.security.passkey.name", { name }) : name;

export function passkeysCard({ passkeys }: SignInWays, show: Show): TemplateResult {
  return html`<section class="card" aria-labelledby="passkeys">
    <h2 id="passkeys">${t("signin.security.passkeys")}</h2>
    <p class="soft">${t(`signin.security.passkeys.${passkeys.length ? "text" : "none"}`)}</p>
    <ul>
      ${passkeys.map((one) => passkeyItem(one, show))}
    </ul>
    ${
      passkeysHere()
        ? html`<button type="button" class="button" data-testid="add-passkey" @click=${() => show({ what: "add" })}>
            ${t("signin.security.passkey.add")}
          </button>`
        : html`<p class="soft">${t("signin.setup.method.passkey.no")}</p>`
    }
  </section>`;
}

function passkeyItem(passkey: PasskeyView, show: Show) {
  const name = nameOf(passkey);
  const button = (what: "rename" | "remove") =>
    html`<button
      type="button"
      class="button quiet"
      data-testid="${what}-passkey"
      aria-label="${t(`signin.security.${what}`)}: ${name}"
      @click=${() => show({ what, passkey })}
    >
      ${t(`signin.security.${what}`)}
    </button>`;
  const used = passkey.used_at && t("signin.security.passkey.used", { day: formatDay(passkey.used_at) });
  return html`<li class="item" data-testid="passkey">
    <div>
      <strong>${name}</strong>
      <small>
        ${t("signin.security.passkey.added", { day: formatDay(passkey.created_at) })}${used ? `, ${used}` : nothing}
      </small>
    </div>
    <div class="row">${button("rename")} ${button("remove")}</div>
  </li>`;
}

export function appCard(
  { totp, recovery_codes, provider }: SignInWays,
  show: Show,
  newCodes: () => Promise<void>,
  trouble: TemplateResult | typeof nothing,
): TemplateResult {
  const one = (what: "app" | "remove-app", label: string) =>
    html`<button type="button" class="button" data-testid=${what} @click=${() => show({ what })}>${label}</button>`;
  return html`<section class="card" aria-labelledby="app">
    <h2 id="app">${t("signin.security.app")}</h2>
    <p>${t(`signin.security.app.${totp ? "has" : "none"}`)}</p>
    ${totp ? html`<p>${plural("signin.security.codes.left", recovery_codes)}</p>` : nothing}
    ${provider ? html`<p>${t("signin.security.provider")}</p>` : nothing}
    <div class="row">
      ${one("app", t(`signin.security.app.${totp ? "new" : "add"}`))}
      ${
        totp
          ? html`<button type="button" class="button" data-testid="new-codes" @click=${newCodes}>
                ${t("signin.security.codes.new")}
              </button>
              ${one("remove-app", t("signin.security.remove"))}`
          : nothing
      }
    </div>
    ${trouble}
  </section>`;
}

export function sessionsCard(
  { sessions }: SignInWays,
  show: Show,
  end: (id: string) => () => Promise<void>,
): TemplateResult {
  return html`<section class="card" aria-labelledby="sessions">
    <h2 id="sessions">${t("signin.security.sessions")}</h2>
    <ul>
      ${sessions.map((one) => sessionItem(one, end(one.id)))}
    </ul>
    <button type="button" class="button danger" data-testid="everywhere" @click=${() => show({ what: "everywhere" })}>
      ${t("signin.security.everywhere")}
    </button>
  </section>`;
}

function sessionItem(one: SessionView, end: () => Promise<void>) {
  const seen = { day: formatDay(one.last_seen_at), time: formatTime(one.last_seen_at) };
  return html`<li class="item" data-testid="session">
    <div>
      <strong>${t(`signin.security.session.${one.here ? "here" : "other"}`)}</strong>
      <small>${t(`signin.security.method.${one.method}`)}. ${t("signin.security.session.seen", seen)}</small>
    </div>
    ${
      one.here
        ? nothing
        : html`<button type="button" class="button quiet" data-testid="end-session" @click=${end}>
            ${t("signin.security.session.end")}
          </button>`
    }
  </li>`;
}
