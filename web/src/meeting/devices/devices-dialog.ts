import { css, html, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import type { Peer } from "../../call/peer/peer.js";
import type { QualityMessage } from "../../protocol/messages.gen.js";
import type { Device, Devices } from "../../call/devices/devices.js";
import { isPhone } from "../../lib/phone.js";
import { audioContext, LevelMeter } from "../../call/devices/level.js";
import { t } from "../../i18n/index.js";
import { Watch } from "../../lib/watch.js";
import { fields } from "../../ui/field.js";
import { base, buttons } from "../../ui/styles.js";
import "../../ui/dialog.js";
import "../../ui/language.js";
import { chime } from "../parts/chime.js";
import "./connection.js";
import { RoomElement } from "../parts/element.js";
import { setShortcuts, shortcutsOn } from "../parts/shortcuts.js";

/** The choice of microphone, camera and speaker, with proof that they work. */
@customElement("room-devices")
export class RoomDevices extends RoomElement {
  static override styles = [
    base,
    buttons,
    fields,
    css`
      .level {
        height: 12px;
        margin-top: var(--space-2);
        border-radius: 6px;
        background: var(--surface-2);
        border: 1px solid var(--border);
        overflow: hidden;
      }
      .level div {
        height: 100%;
        width: 100%;
        background: var(--ok);
        transform-origin: left;
        transform: scaleX(var(--level, 0));
      }
      .shortcuts {
        display: flex;
        gap: var(--space-3);
        align-items: center;
        min-height: 44px;
        margin-top: var(--space-4);
        font-weight: 500;
      }
      .shortcuts input {
        flex: none;
      }
      picture-settings {
        margin-block: var(--space-4);
      }
      .test {
        margin-top: var(--space-2);
      }
    `,
  ];
  @property({ attribute: false }) devices!: Devices;
  /** Null where there is no media connection yet, as in the lobby. */
  @property({ attribute: false }) peer: Peer | null = null;
  @property({ attribute: false }) quality: QualityMessage | null = null;
  @property({ type: Boolean }) open = false;
  @query(".level div") protected bar!: HTMLElement | null;
  readonly #meter = new LevelMeter();
  #metered: MediaStreamTrack | null = null;
  #frame = 0;

  override connectedCallback() {
    super.connectedCallback();
    new Watch(this, this.devices);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#rest();
  }

  override updated() {
    if (this.open) void import("./picture-settings.js").catch(() => undefined);
    if (!this.open) return this.#rest();
    const { track } = this.devices.microphone;
    if (track !== this.#metered) this.#meter.attach(track);
    this.#metered = track;
    cancelAnimationFrame(this.#frame);
    this.#draw();
  }

  #draw(): void {
    this.bar?.style.setProperty("--level", this.#meter.value.toFixed(2));
    this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #rest(): void {
    cancelAnimationFrame(this.#frame);
    this.#meter.detach();
    this.#metered = null;
  }

  #choice(label: string, name: string, list: readonly Device[], chosen: string | null, choose: (id: string) => void) {
    const pick = (event: Event) => choose((event.target as HTMLSelectElement).value);
    return html`<label for=${name}>${label}</label>
      <select id=${name} @change=${pick} ?disabled=${list.length === 0}>
        ${list.length === 0 ? html`<option>${t("room.devices.default")}</option>` : nothing}
        ${list.map(
          ({ id, label }, index) =>
            html`<option value=${id} ?selected=${id === chosen}>
              ${label || t("room.devices.unnamed", { number: index + 1 })}
            </option>`,
        )}
      </select>`;
  }

  #shortcuts() {
    const set = (event: Event) => setShortcuts((event.target as HTMLInputElement).checked);
    return html`<label class="shortcuts">
      <input type="checkbox" .checked=${shortcutsOn()} @change=${set} />${t("room.devices.shortcuts")}
    </label>`;
  }

  override render() {
    const { devices } = this;
    return html`<ui-dialog
      heading=${t("room.devices.title")}
      ?open=${this.open}
      @close=${() => this.dispatchEvent(new Event("close"))}
    >
      <div class="field">
        ${this.#choice(
          t("room.devices.microphone"),
          "microphone",
          devices.microphones,
          devices.microphone.deviceId,
          (id) => void devices.openMicrophone(id),
        )}
        <span class="hint">${t("room.devices.level")}</span>
        <div class="level"><div></div></div>
      </div>
      <div class="field">
        ${this.#choice(
          t("room.devices.camera"),
          "camera",
          devices.cameras,
          devices.camera.deviceId,
          (id) => void devices.openCamera(id),
        )}
      </div>
      ${this.open ? html`<picture-settings .devices=${devices}></picture-settings>` : nothing}
      <div class="field">
        ${this.#choice(t("room.devices.speaker"), "speaker", devices.speakers, devices.speakerId, (id) =>
          devices.chooseSpeaker(id),
        )}
        <button class="button test" @click=${() => chime(audioContext(), devices.speakerId)}>
          ${t("room.devices.test")}
        </button>
      </div>
      ${
        this.open && this.peer
          ? html`<room-connection .peer=${this.peer} .quality=${this.quality}></room-connection>`
          : nothing
      }
      ${isPhone() ? nothing : this.#shortcuts()}
      <ui-language></ui-language>
    </ui-dialog>`;
  }
}
