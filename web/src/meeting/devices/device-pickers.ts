import { html, nothing } from "lit";
import type { Device, Devices } from "../../call/devices/devices.js";
import { t } from "../../i18n/index.js";
import "../../i18n/guest.js";

interface Choice {
  id: string;
  label: string;
  devices: readonly Device[];
  chosen: string | null;
  choose: (id: string) => void;
}

function picker({ id, label, devices, chosen, choose }: Choice) {
  if (devices.length === 0) return nothing;
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <select id=${id} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
      ${devices.map(
        (device, index) =>
          html`<option value=${device.id} ?selected=${device.id === chosen}>
            ${device.label || t("guest.check.pick.unnamed", { number: index + 1 })}
          </option>`,
      )}
    </select>
  </div>`;
}

/** The choice of camera, microphone and, where the browser can, loudspeaker. */
export function devicePickers(devices: Devices) {
  const canChooseSpeaker = "setSinkId" in HTMLMediaElement.prototype;
  return html`${picker({
    id: "pick-camera",
    label: t("guest.check.pick.camera"),
    devices: devices.cameras,
    chosen: devices.camera.deviceId,
    choose: (id) => void devices.openCamera(id),
  })}
  ${picker({
    id: "pick-microphone",
    label: t("guest.check.pick.microphone"),
    devices: devices.microphones,
    chosen: devices.microphone.deviceId,
    choose: (id) => void devices.openMicrophone(id),
  })}
  ${picker({
    id: "pick-speaker",
    label: t("guest.check.pick.speaker"),
    devices: canChooseSpeaker ? devices.speakers : [],
    chosen: devices.speakerId,
    choose: (id) => devices.chooseSpeaker(id),
  })}`;
}
