import { html, nothing } from "lit";
import { t } from "../../i18n/index.js";
import { copyText } from "../../lib/copy.js";
import type { InvitationView, LinkView } from "../../protocol/api.gen.js";
import { toast } from "../../ui/toast.js";
import { howIdentified } from "../../i18n/identity.js";
import { linkOf } from "./links.js";
import "../../ui/icon.js";

export interface InvitationActions {
  showQr: (invitation: InvitationView, link: LinkView) => void;
  ask: (what: "reissue" | "revoke", invitation: InvitationView) => void;
  /** Sends the link, or a new one where the page no longer has it. */
  send: (by: "sms" | "mail", invitation: InvitationView, link: LinkView | null) => void;
  /** What the organisation has set up. */
  ways: { sms: boolean; mail: boolean };
}

export function nameOf(invitation: InvitationView): string {
  return invitation.shared ? t("staff.meeting.shared") : invitation.name;
}

async function copy(link: LinkView) {
  toast(t((await copyText(link.url)) ? "staff.meeting.copied" : "staff.meeting.not_copied"));
}

function linkButtons(invitation: InvitationView, link: LinkView, actions: InvitationActions) {
  const name = nameOf(invitation);
  return html`<button type="button" class="button primary" data-testid="copy-link" @click=${() => copy(link)}>
      <ui-icon name="copy"></ui-icon>${t("staff.meeting.copy")}<span class="visually-hidden">, ${name}</span>
    </button>
    <button type="button" class="button" data-testid="show-qr" @click=${() => actions.showQr(invitation, link)}>
      <ui-icon name="qr"></ui-icon>${t("staff.meeting.qr")}<span class="visually-hidden">, ${name}</span>
    </button>`;
}

function sendButtons(invitation: InvitationView, link: LinkView | null, actions: InvitationActions) {
  const usable = [
    ["sms", invitation.phone && actions.ways.sms],
    ["mail", invitation.email && actions.ways.mail],
  ] as const;
  return usable.map(([by, can]) =>
    can
      ? html`<button
          type="button"
          class="button"
          data-testid="send-${by}"
          @click=${() => actions.send(by, invitation, link)}
        >
          ${t(`staff.meeting.send.${by}`)}<span class="visually-hidden">, ${nameOf(invitation)}</span>
        </button>`
      : nothing,
  );
}

/** How the guest must be identified, and how they have been. */
function identification({ shared, identification, identified_by, protected_identity }: InvitationView) {
  if (shared) return nothing;
  return html`<p class="soft" data-testid="identification" data-methods=${identified_by.join(" ")}>
    ${t("staff.meeting.identification")}: ${t(`common.way.${identification}`)}.
    ${
      identified_by.length > 0 && identified_by.at(-1) !== "link"
        ? t("staff.meeting.identified", { how: howIdentified(identified_by) })
        : nothing
    }
    ${protected_identity ? html`<b>${t("staff.meeting.protected")}</b>` : nothing}
  </p>`;
}

/** One guest of a meeting: who, in which state, the link while we have it, and what can be done. */
export function invitationItem(invitation: InvitationView, ended: boolean, actions: InvitationActions) {
  const link = ended ? null : linkOf(invitation);
  const live = invitation.state !== "revoked";
  const name = nameOf(invitation);
  const act = (what: "reissue" | "revoke") =>
    html`<button
      type="button"
      class="button ${what === "revoke" ? "quiet" : ""}"
      data-testid=${what}
      @click=${() => actions.ask(what, invitation)}
    >
      ${t(`staff.meeting.${what}`)}<span class="visually-hidden">, ${name}</span>
    </button>`;
  return html`<li
    class="invitation"
    data-testid="invitation"
    data-name=${invitation.name}
    data-state=${invitation.state}
  >
    <div class="spread">
      <h3>${name}</h3>
      <span class="row tags">
        <span class="tag accent"
          >${invitation.shared ? t("staff.meeting.shared.text") : t(`common.kind.${invitation.kind}`)}</span
        >
        ${invitation.shared && live ? nothing : html`<span class="tag">${t(`staff.meeting.state.${invitation.state}`)}</span>`}
      </span>
    </div>
    ${identification(invitation)}
    ${link ? html`<a class="link" data-testid="link" href=${link.url} target="_blank" rel="noopener">${link.url}</a>` : nothing}
    ${!link && live && !ended ? html`<p class="soft">${t("staff.meeting.hidden")}</p>` : nothing}
    ${
      live && !ended
        ? html`<div class="row acts">
            ${link ? linkButtons(invitation, link, actions) : nothing}${sendButtons(invitation, link, actions)}${act("reissue")}${act("revoke")}
          </div>`
        : nothing
    }
  </li>`;
}
