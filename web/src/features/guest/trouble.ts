import { html, nothing, type TemplateResult } from "lit";
import type { DeviceKind, Trouble } from "../../call/devices.js";
import { t } from "../../i18n/index.js";
import { type Guide, guideFor, here } from "./browser.js";
import "../../ui/icon.js";

export interface TroubleActions {
  retry: () => void;
  without: () => void;
}

function allowSteps(guide: Guide) {
  return html`<ol>
    <li>${t(`guest.allow.${guide}.1`)}</li>
    <li>${t(`guest.allow.${guide}.2`)}</li>
    <li>${t(`guest.allow.${guide}.3`)}</li>
  </ol>`;
}

/** What is the matter with a device, what to do about it in this very browser, and the way in without it. */
export function troubleNotice(device: DeviceKind, trouble: Trouble, actions: TroubleActions): TemplateResult {
  const retry = trouble !== "insecure" && trouble !== "unsupported";
  return html`<div class="notice warn" data-testid="trouble" data-kind=${trouble} data-device=${device}>
    <ui-icon name="warning"></ui-icon>
    <div class="stack">
      <p role="alert"><b>${t(`guest.trouble.${device}.${trouble}`)}</b></p>
      ${trouble === "denied" ? allowSteps(guideFor(here())) : html`<p>${t(`guest.trouble.${trouble}.help`)}</p>`}
      <div class="row">
        ${retry ? html`<button type="button" class="button" @click=${actions.retry}>${t("guest.trouble.retry")}</button>` : nothing}
        <button type="button" class="button quiet" @click=${actions.without}>${t(`guest.trouble.without.${device}`)}</button>
      </div>
    </div>
  </div>`;
}
