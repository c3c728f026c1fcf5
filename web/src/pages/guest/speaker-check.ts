import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { LocaleController, t } from "../../i18n/index.js";
import { base, buttons, page } from "../../ui/styles.js";
import { here } from "../../lib/browser.js";
import { playTone } from "./tone.js";
import "../../ui/icon.js";

type Step = "idle" | "playing" | "asked" | "good" | "help";

/** Plays a tone and asks whether it was heard; no program can know that. */
@customElement("guest-speaker-check")
export class SpeakerCheck extends LitElement {
  static override styles = [
    base,
    buttons,
    page,
    css`
      .button {
        font-size: 1.0625rem;
      }
      [role="status"] {
        margin-top: var(--space-3);
      }
      [role="status"]:empty {
        margin: 0;
      }
      p {
        font-weight: 600;
      }
      .good {
        color: var(--ok);
      }
      ul {
        margin: 0;
        padding-inline-start: 1.2em;
      }
    `,
  ];
  @property({ attribute: false }) speakerId: string | null = null;
  @state() protected step: Step = "idle";

  constructor() {
    super();
    new LocaleController(this);
  }

  async #play() {
    if (this.step === "playing") return;
    this.step = "playing";
    try {
      await playTone(this.speakerId);
      this.step = "asked";
    } catch {
      this.step = "help";
    }
  }

  #outcome() {
    const third = here().system === "ios" ? "guest.check.tone.help3.ios" : "guest.check.tone.help3";
    if (this.step === "asked") return html`<p>${t("guest.check.tone.heard")}</p>`;
    if (this.step === "good")
      return html`<p class="good"><ui-icon name="check"></ui-icon> ${t("guest.check.tone.good")}</p>`;
    if (this.step !== "help") return nothing;
    return html`<ul>
      <li>${t("guest.check.tone.help1")}</li>
      <li>${t("guest.check.tone.help2")}</li>
      <li>${t(third)}</li>
    </ul>`;
  }

  override render() {
    const answer = (step: Step) => () => {
      this.step = step;
    };
    const playing = this.step === "playing";
    return html`<button type="button" class="button" data-testid="play-tone" @click=${this.#play}>
        <ui-icon name="speaker"></ui-icon>${t(playing ? "guest.check.tone.playing" : "guest.check.tone")}
      </button>
      <div role="status">${this.#outcome()}</div>
      ${
        this.step === "asked"
          ? html`<div class="row">
              <button type="button" class="button" data-testid="tone-yes" @click=${answer("good")}>
                ${t("guest.check.tone.yes")}
              </button>
              <button type="button" class="button" data-testid="tone-no" @click=${answer("help")}>
                ${t("guest.check.tone.no")}
              </button>
            </div>`
          : nothing
      }`;
  }
}
