import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/index.js";
import type { NetworkSigns } from "../../state/network-signs.js";
import "../../ui/icon.js";

/** What one's own network does to the meeting, and what the person can do about it. */
export function networkNotice(signs: NetworkSigns, seen: () => void): TemplateResult | typeof nothing {
  if (signs.own !== "bad" && !signs.anyHeld) return nothing;
  return html`<div class="notice warn" data-testid="network-notice">
    <ui-icon name="network-${signs.own === "bad" ? "bad" : "weak"}"></ui-icon>
    <span
      ><strong>${t(signs.anyHeld ? "room.network.holds" : "room.network.own.bad")}</strong>
      ${t("room.network.remedy")}</span
    >
    <button class="button quiet" aria-label=${t("common.close")} @click=${seen}>
      <ui-icon name="close"></ui-icon>
    </button>
  </div>`;
}
