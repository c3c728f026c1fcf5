import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { browserDevices } from "../../call/browser-devices.js";
import type { DeviceKind } from "../../call/devices/world.js";
import { audioContext } from "../../call/devices/level.js";
import { LocaleController, t } from "../../i18n/index.js";
import { http } from "../../net/http.js";
import type { MeetingView } from "../../protocol/api.gen.js";
import { navigate, type Params } from "../../app/navigation.js";
import { fields } from "../../ui/field.js";
import { problemNotice } from "../../ui/notice.js";
import { base, buttons, page } from "../../ui/styles.js";
import { devicePickers } from "../../meeting/devices/device-pickers.js";
import { troubleNotice } from "../../meeting/devices/trouble-notice.js";
import { expired } from "../../app/expired.js";
import "../../i18n/guest.js";
import "../../ui/icon.js";
import "../../meeting/devices/mic-level.js";
import "../../ui/self-view.js";

/** The staff's door: a look at one's own picture and sound, then the meeting. */
@customElement("page-room")
export class RoomPage extends LitElement {
  static override styles = [
    base,
    buttons,
    page,
    fields,
    css`
      .door {
        display: grid;
        grid-template-columns: minmax(0, 3fr) minmax(16rem, 2fr);
        gap: var(--space-5);
        align-items: start;
      }
      .off {
        display: grid;
        place-items: center;
        aspect-ratio: 4 / 3;
        border-radius: var(--radius);
        background: var(--surface-2);
      }
      .enter {
        width: 100%;
      }
      mic-level {
        margin-block: var(--space-3);
      }
      @media (max-width: 820px) {
        .door {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];
  @property({ attribute: false }) params: Params = {};
  @state() protected meeting: MeetingView | null = null;
  @state() protected problem: unknown = null;
  @state() protected entered = false;
  readonly #devices = browserDevices();
  #stop: (() => void) | undefined;

  constructor() {
    super();
    new LocaleController(this);
  }

  override connectedCallback() {
    super.connectedCallback();
    this.#stop = this.#devices.subscribe(() => this.requestUpdate());
    void this.#prepare();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop?.();
    this.#devices.dispose();
  }

  async #prepare() {
    const { microphoneOn, cameraOn } = this.#devices.remembered;
    if (microphoneOn === false) this.#devices.muteMicrophone(true);
    // The history entry remembers that one was inside, so that a reload leads straight back.
    if ((history.state as { entered?: boolean } | null)?.entered) return this.#enter();
    void this.#load();
    await this.#devices.openMicrophone();
    if (cameraOn !== false) await this.#devices.openCamera();
  }

  async #load() {
    try {
      this.meeting = await http.get<MeetingView>(`/api/meetings/${this.params.id}`);
      if (this.meeting.ended_at !== null) navigate(`/meetings/${this.params.id}`, { replace: true });
    } catch (error) {
      if (!expired(error)) this.problem = error;
    }
  }

  async #enter() {
    void audioContext().resume();
    history.replaceState({ entered: true }, "");
    try {
      await import("../../meeting/room.js");
      this.entered = true;
    } catch (error) {
      this.problem = error;
    }
  }

  #trouble(kind: DeviceKind) {
    const { trouble } = this.#devices[kind];
    if (!trouble) return nothing;
    return troubleNotice(kind, trouble, {
      retry: () => void (kind === "camera" ? this.#devices.openCamera() : this.#devices.openMicrophone()),
      without: () => void this.#enter(),
    });
  }

  #picture() {
    const { track, trouble, opening } = this.#devices.camera;
    const toggle = track ? () => this.#devices.closeCamera() : () => void this.#devices.openCamera();
    if (trouble) return this.#trouble("camera");
    return html`<div class="stack">
      ${
        track
          ? html`<ui-self-view .track=${track} label=${t("guest.check.picture.alt")}></ui-self-view>`
          : html`<div class="off">${t(opening ? "guest.check.waiting" : "guest.check.camera.off")}</div>`
      }
      <button type="button" class="button" ?disabled=${opening} @click=${toggle}>
        <ui-icon name=${track ? "camera-off" : "camera"}></ui-icon>
        ${t(track ? "staff.room.camera.off" : "staff.room.camera.on")}
      </button>
    </div>`;
  }

  #microphone() {
    const { microphone, muted } = this.#devices;
    if (microphone.trouble) return this.#trouble("microphone");
    return html`<section aria-labelledby="microphone">
      <h2 id="microphone">${t("staff.room.microphone")}</h2>
      <mic-level .track=${microphone.track}></mic-level>
      <button
        type="button"
        class="button"
        ?disabled=${!microphone.track}
        @click=${() => this.#devices.muteMicrophone(!muted)}
      >
        <ui-icon name=${muted ? "mic" : "mic-off"}></ui-icon>
        ${t(muted ? "staff.room.microphone.on" : "staff.room.microphone.off")}
      </button>
    </section>`;
  }

  override render() {
    if (this.entered) return html`<resfri-room .meetingId=${this.params.id} .devices=${this.#devices}></resfri-room>`;
    return html`<h1>${t("staff.room.title")}</h1>
      <p>${this.meeting ? html`<b>${this.meeting.title}.</b> ` : nothing}${t("staff.room.text")}</p>
      ${this.problem ? problemNotice(this.problem) : nothing}
      <div class="door">
        <section class="card" aria-label=${t("staff.room.camera")}>${this.#picture()}</section>
        <div class="card stack">
          ${this.#microphone()} ${devicePickers(this.#devices)}
          <button type="button" class="button primary big enter" data-testid="enter" @click=${this.#enter}>
            ${t("staff.room.enter")}
          </button>
        </div>
      </div>`;
  }
}
