import { css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { contextState, resumeContext } from "../../call/devices/level.js";
import { heard, NEXT, PATIENCE_MS, type Sounding, type SoundingEvent } from "../../call/devices/sounding.js";
import { t } from "../../i18n/index.js";
import "../../i18n/picture.js";
import { base, buttons } from "../../ui/styles.js";
import "../../ui/icon.js";
import { RoomElement } from "../parts/element.js";
import { play } from "../parts/autoplay.js";

export interface Sound {
  readonly key: string;
  /** Null while nothing comes; the element stays, because some browsers let only that one play on. */
  readonly stream: MediaStream | null;
  /** 0..1 */
  readonly volume: number;
}

/** Everybody's sound, one element each, and the button that browsers demand before they play any. */
@customElement("room-sound")
export class RoomSound extends RoomElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: contents;
      }
      .blocked {
        position: fixed;
        inset: 0;
        z-index: 8;
        display: grid;
        place-content: center;
        padding: var(--space-4);
        pointer-events: none;
      }
      .blocked > div {
        display: grid;
        gap: var(--space-3);
        justify-items: center;
        padding: var(--space-5);
        pointer-events: auto;
        border-radius: calc(var(--radius) + 4px);
        background: var(--surface);
        color: var(--text);
        text-align: center;
        box-shadow: 0 8px 40px rgb(0 0 0 / 45%);
      }
      p {
        margin: 0;
        max-width: 24rem;
      }
    `,
  ];
  @property({ attribute: false }) sounds: readonly Sound[] = [];
  @property({ attribute: false }) speakerId: string | null = null;
  @property({ attribute: false }) transport: string | null = null;
  /** Something else on the machine holds the own microphone, and with it often all sound. */
  @property({ type: Boolean }) silenced = false;
  @state() protected sounding: Sounding = "fine";
  #patience: ReturnType<typeof setTimeout> | undefined;
  /** Phones stop all sound during a call; any touch or return to the page is a chance to start it again. */
  readonly #retry = () => void this.#playAll();

  override connectedCallback() {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.#retry);
    window.addEventListener("keydown", this.#retry);
    window.addEventListener("pointerup", this.#retry);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#retry);
    window.removeEventListener("keydown", this.#retry);
    window.removeEventListener("pointerup", this.#retry);
    clearTimeout(this.#patience);
  }

  override updated() {
    const sounds = new Map(this.sounds.map((sound) => [sound.key, sound]));
    for (const element of this.renderRoot.querySelectorAll("audio")) {
      const { stream, volume } = sounds.get(element.dataset.key ?? "") ?? { stream: null, volume: 1 };
      if (element.srcObject !== stream) element.srcObject = stream;
      // Phones of one make know only on and off.
      element.volume = volume;
      element.muted = volume === 0;
      this.#route(element);
    }
    void this.#playAll();
  }

  async #playAll(): Promise<void> {
    const elements = [...this.renderRoot.querySelectorAll("audio")].filter((element) => element.srcObject);
    const results = await Promise.all(elements.map(play));
    this.#happen(heard(results, contextState(), this.silenced));
  }

  #happen(event: SoundingEvent): void {
    const next = NEXT[this.sounding][event];
    if (next === undefined) return;
    this.sounding = next;
    clearTimeout(this.#patience);
    if (next === "doubtful") this.#patience = setTimeout(() => this.#happen("patience"), PATIENCE_MS);
  }

  async #again(): Promise<void> {
    void resumeContext();
    if (this.silenced) this.actions.soundAgain();
    await this.#playAll();
  }

  #route(element: HTMLAudioElement): void {
    const id = this.speakerId ?? "";
    if (typeof element.setSinkId !== "function" || element.sinkId === id) return;
    // A speaker that is gone leaves the sound where it was.
    element.setSinkId(id).catch(() => undefined);
  }

  #button(why: "blocked" | "stopped") {
    const [text, reason] =
      why === "blocked"
        ? ([t("room.sound.blocked"), t("room.sound.blocked.why")] as const)
        : ([t("picture.sound.stopped"), t("picture.sound.stopped.why")] as const);
    return html`<div class="blocked" role="alert" data-testid="sound-${why}">
      <div>
        <button class="button primary big" data-testid="unblock-sound" @click=${() => void this.#again()}>
          <ui-icon name="speaker"></ui-icon>${text}
        </button>
        <p>${reason}</p>
      </div>
    </div>`;
  }

  override render() {
    return html`${repeat(
      this.sounds,
      (sound) => sound.key,
      (sound) => html`<audio autoplay data-key=${sound.key} @pause=${this.#retry}></audio>`,
    )}
    ${this.sounding === "blocked" || this.sounding === "stopped" ? this.#button(this.sounding) : nothing}`;
  }
}
