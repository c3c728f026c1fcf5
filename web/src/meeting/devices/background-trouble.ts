import { html, nothing, type TemplateResult } from "lit";
import type { Devices } from "../../call/devices/devices.js";
import { t } from "../../i18n/index.js";
import "../../i18n/picture.js";
import "../../ui/icon.js";

/** Why the camera is off although it was on, and the one way to have it without a background. */
export function backgroundTrouble(devices: Devices): TemplateResult | typeof nothing {
  const { backgroundTrouble: trouble } = devices;
  if (!trouble) return nothing;
  const without = async (): Promise<void> => {
    await devices.chooseBackground("none");
    await devices.openCamera();
  };
  return html`<div class="notice warn" role="alert" data-testid="background-trouble" data-kind=${trouble}>
    <ui-icon name="camera-off"></ui-icon>
    <span>${t(`picture.background.${trouble}`)}</span>
    <button type="button" class="button" @click=${() => void without()}>${t("picture.background.without")}</button>
  </div>`;
}
