import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Devices } from "../../call/devices/devices.js";
import type { DeviceKind } from "../../call/devices/world.js";
import { LocaleController, t } from "../../i18n/index.js";
import { fields } from "../../ui/field.js";
import { base, buttons, page } from "../../ui/styles.js";
import { devicePickers } from "../../meeting/devices/device-pickers.js";
import { Hearing, type Verdict } from "./hearing.js";
import { troubleNotice } from "../../meeting/devices/trouble-notice.js";
import "./network-check.js";
import "./speaker-check.js";
import "../../ui/icon.js";
import "../../meeting/devices/mic-level.js";
import "../../ui/self-view.js";
import { backgroundTrouble } from "../../meeting/devices/background-trouble.js";

/** Proves picture, voice, sound and network before the meeting.  Nothing is opened until the guest asks for it. */
@customElement("guest-device-check")
export class DeviceCheck extends LitElement {
  static override styles = [
    base,
    buttons,
    page,
    fields,
    css`
      h2 {
        font-size: 1.3rem;
      }
      h3 {
        font-size: 1.125rem;
      }
      .button {
        font-size: 1.0625rem;
      }
      .start {
        width: 100%;
        min-height: 56px;
        padding-inline: var(--space-2);
        font-size: 1.125rem;
      }
      .part {
        padding-top: var(--space-4);
        border-top: 1px solid var(--border);
      }
      .part + .part {
        margin-top: var(--space-4);
      }
      .picture {
        display: grid;
        gap: var(--space-2);
      }
      .off {
        display: grid;
        place-items: center;
        aspect-ratio: 4 / 3;
        border-radius: var(--radius);
        background: var(--surface-2);
      }
      ol {
        margin: 0;
        padding-inline-start: 1.4em;
      }
      summary {
        min-height: 44px;
        padding-block: 10px;
        cursor: pointer;
        color: var(--accent);
        font-weight: 600;
      }
      .verdict {
        display: flex;
        gap: var(--space-2);
        align-items: center;
        margin-top: var(--space-2);
        font-weight: 600;
      }
      .verdict.heard {
        color: var(--ok);
      }
      p {
        max-width: none;
      }
    `,
  ];
  @property({ attribute: false }) devices!: Devices;
  @property({ attribute: false }) token: string | null = null;
  @state() protected started = false;
  @state() protected verdict: Verdict = "say_something";
  #hearing = new Hearing();
  #heardTrack: MediaStreamTrack | null = null;
  #stop: (() => void) | undefined;

  constructor() {
    super();
    new LocaleController(this);
  }

  override connectedCallback() {
    super.connectedCallback();
    this.#stop = this.devices.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop?.();
  }

  async #start() {
    this.started = true;
    void import("../../meeting/devices/background-choice.js").catch(() => undefined);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("h2")?.focus();
    // One question after the other; together they confuse, and some browsers then lose the second.
    await this.devices.openMicrophone();
    await this.devices.openCamera();
  }

  #level(level: number) {
    const { track } = this.devices.microphone;
    if (track !== this.#heardTrack) {
      this.#heardTrack = track;
      this.#hearing = new Hearing();
    }
    if (track) this.verdict = this.#hearing.feed(level, performance.now());
  }

  #without(kind: DeviceKind) {
    if (kind === "camera") this.devices.closeCamera();
    else this.devices.closeMicrophone();
    this.dispatchEvent(new CustomEvent("without", { detail: kind }));
  }

  /** Whoever has mended one device in the browser's settings has often mended the other too. */
  async #retry() {
    if (this.devices.microphone.trouble) await this.devices.openMicrophone();
    if (this.devices.camera.trouble) await this.devices.openCamera();
  }

  #trouble(kind: DeviceKind) {
    const { microphone, camera } = this.devices;
    const { trouble } = this.devices[kind];
    if (!trouble) return nothing;
    const explained = kind === "microphone" && camera.trouble === microphone.trouble;
    return troubleNotice(kind, trouble, {
      explained,
      retry: () => void this.#retry(),
      without: () => this.#without(kind),
    });
  }

  #picture() {
    const { track, trouble, opening } = this.devices.camera;
    const off = html`<p>${t(opening ? "guest.check.waiting" : "guest.check.camera.off")}</p>`;
    const toggle = track ? () => this.devices.closeCamera() : () => void this.devices.openCamera();
    return html`<section class="part picture" aria-labelledby="picture">
      <h3 id="picture">${t("guest.check.picture")}</h3>
      ${
        track
          ? html`<ui-self-view .track=${track} label=${t("guest.check.picture.alt")}></ui-self-view>
              <p class="soft">${t("guest.check.private")}</p>`
          : trouble
            ? this.#trouble("camera")
            : html`${backgroundTrouble(this.devices)}
                <div class="off">${off}</div>`
      }
      ${
        trouble || opening
          ? nothing
          : html`<div>
              <button type="button" class="button" @click=${toggle}>
                <ui-icon name=${track ? "camera-off" : "camera"}></ui-icon>
                ${t(track ? "guest.check.camera.turn_off" : "guest.check.camera.turn_on")}
              </button>
            </div>`
      }
      <background-choice .devices=${this.devices}></background-choice>
    </section>`;
  }

  #microphone() {
    const { track, trouble, opening } = this.devices.microphone;
    return html`<section class="part" aria-labelledby="microphone">
      <h3 id="microphone">${t("guest.check.microphone")}</h3>
      ${trouble ? this.#trouble("microphone") : nothing} ${opening ? html`<p>${t("guest.check.waiting")}</p>` : nothing}
      ${
        track
          ? html`<mic-level
              .track=${track}
              @level=${(event: CustomEvent<number>) => this.#level(event.detail)}
            ></mic-level>`
          : nothing
      }
      <div role="status">
        ${
          track
            ? html`<p class="verdict ${this.verdict}" data-testid="mic-verdict" data-verdict=${this.verdict}>
                ${this.verdict === "heard" ? html`<ui-icon name="check"></ui-icon>` : nothing}
                ${t(`guest.check.microphone.${this.verdict}`)}
              </p>`
            : nothing
        }
      </div>
      ${
        track || trouble || opening
          ? nothing
          : html`<p>${t("guest.check.microphone.off")}</p>
              <button type="button" class="button" @click=${() => void this.devices.openMicrophone()}>
                <ui-icon name="mic"></ui-icon>${t("guest.check.microphone.turn_on")}
              </button>`
      }
    </section>`;
  }

  #running() {
    return html`<h2 tabindex="-1">${t("guest.check.title")}</h2>
      ${this.#picture()} ${this.#microphone()}
      <section class="part" aria-labelledby="speaker">
        <h3 id="speaker">${t("guest.check.speaker")}</h3>
        <guest-speaker-check .speakerId=${this.devices.speakerId}></guest-speaker-check>
      </section>
      <section class="part" aria-labelledby="network">
        <h3 id="network">${t("guest.check.network")}</h3>
        <guest-network-check .token=${this.token}></guest-network-check>
      </section>
      <details class="part">
        <summary>${t("guest.check.change")}</summary>
        ${devicePickers(this.devices)}
      </details>`;
  }

  override render() {
    if (this.started) return this.#running();
    return html`<p>${t("guest.check.explain")}</p>
      <button type="button" class="button start" data-testid="start-check" @click=${this.#start}>
        <ui-icon name="camera"></ui-icon>${t("guest.check.start")}
      </button>`;
  }
}
