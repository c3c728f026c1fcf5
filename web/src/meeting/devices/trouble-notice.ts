import { html, nothing, type TemplateResult } from "lit";
import type { Trouble } from "../../call/devices/trouble.js";
import type { DeviceKind } from "../../call/devices/world.js";
import { t } from "../../i18n/index.js";
import "../../i18n/guest.js";
import { guideFor, here } from "../../lib/browser.js";
import "../../ui/icon.js";

export interface TroubleOptions {
  /** The remedy stands beside the other device already. */
  explained?: boolean;
  retry: () => void;
  without: () => void;
}

function remedy(trouble: Trouble) {
  if (trouble !== "denied") return html`<p>${t(`guest.trouble.${trouble}.help`)}</p>`;
  const guide = guideFor(here());
  return html`<ol>
    <li>${t(`guest.allow.${guide}.1`)}</li>
    <li>${t(`guest.allow.${guide}.2`)}</li>
    <li>${t(`guest.allow.${guide}.3`)}</li>
  </ol>`;
}

/** What is the matter with a device, what to do about it in this very browser, and the way in without it. */
export function troubleNotice(device: DeviceKind, trouble: Trouble, options: TroubleOptions): TemplateResult {
  const retry = trouble !== "insecure" && trouble !== "unsupported";
  return html`<div class="notice warn" data-testid="trouble" data-kind=${trouble} data-device=${device}>
    <ui-icon name="warning"></ui-icon>
    <div class="stack">
      <p role="alert"><b>${t(`guest.trouble.${device}.${trouble}`)}</b></p>
      ${options.explained ? nothing : remedy(trouble)}
      <div class="row">
        ${retry ? html`<button type="button" class="button" @click=${options.retry}>${t("guest.trouble.retry")}</button>` : nothing}
        <button type="button" class="button quiet" @click=${options.without}>
          ${t(`guest.trouble.without.${device}`)}
        </button>
      </div>
    </div>
  </div>`;
}
