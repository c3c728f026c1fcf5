import { html } from "lit";
import { formatDay, formatTime, t } from "../../i18n/index.js";
import type { AuditEventView } from "../../protocol/api.gen.js";

/** What a record says happened, in words; a record of a newer server says its own word. */
function actionName(action: string): string {
  const key = `admin.action.${action}`;
  const text = t(key as "admin.action.joined");
  return text === key ? action : text;
}

/** A person of a record: their name of today, or the id where there is none any more. */
function who(name: string, id: string | null): string {
  return name || (id ? id.slice(0, 10) : "");
}

/** Records as a table; `choose` is asked for everything about one person. */
export function trailTable(events: readonly AuditEventView[], choose?: (id: string, name: string) => void) {
  const person = (name: string, id: string | null) => {
    if (!id) return "";
    const shown = who(name, id);
    if (!choose) return html`<span title=${id}>${shown}</span>`;
    return html`<button type="button" class="button quiet person" title=${id} @click=${() => choose(id, shown)}>
      ${shown}
    </button>`;
  };
  return html`<div class="card scroll" tabindex="0" role="region" aria-label=${t("admin.section.audit")}>
    <table>
      <thead>
        <tr>
          <th scope="col" class="number">${t("admin.audit.seq")}</th>
          <th scope="col">${t("admin.audit.when")}</th>
          <th scope="col">${t("admin.audit.what")}</th>
          <th scope="col">${t("admin.audit.who")}</th>
          <th scope="col">${t("admin.audit.whom")}</th>
          <th scope="col">${t("admin.audit.how")}</th>
        </tr>
      </thead>
      <tbody>
        ${events.map(
          (event) =>
            html`<tr data-testid="event">
              <td class="number">${event.seq}</td>
              <td>${formatDay(event.at)} ${formatTime(event.at)}</td>
              <td>${actionName(event.action)}</td>
              <td>${person(event.actor_name, event.actor)}</td>
              <td>${person(event.subject_name, event.subject)}</td>
              <td>${[event.method, event.outcome === "ok" ? "" : event.outcome].filter(Boolean).join(", ")}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
