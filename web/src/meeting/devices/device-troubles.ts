import { html, type TemplateResult } from "lit";
import type { Devices } from "../../call/devices/devices.js";
import type { DeviceKind } from "../../call/devices/world.js";
import { t } from "../../i18n/index.js";
import "../../ui/icon.js";

/** What keeps the microphone or the camera from working, with a way to try again and a way to go on without. */
export function deviceTroubles(devices: Devices, again: (kind: DeviceKind) => void): TemplateResult[] {
  return (["microphone", "camera"] as const).flatMap((kind) => {
    const { trouble } = devices[kind];
    if (!trouble) return [];
    return html`<div class="notice warn" data-testid="trouble" data-device=${kind} data-kind=${trouble}>
      <ui-icon name=${kind === "camera" ? "camera-off" : "mic-off"}></ui-icon>
      <span><strong>${t(`room.trouble.${kind}`)}</strong> ${t(`room.trouble.${trouble}`)}</span>
      <button class="button" @click=${() => again(kind)}>${t("room.again")}</button>
      <button class="button quiet" aria-label=${t("common.close")} @click=${() => devices.forgetTrouble(kind)}>
        <ui-icon name="close"></ui-icon>
      </button>
    </div>`;
  });
}
