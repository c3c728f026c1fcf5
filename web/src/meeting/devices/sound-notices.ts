import { html, nothing, type TemplateResult } from "lit";
import type { Listening } from "../../call/devices/listening.js";
import { t } from "../../i18n/index.js";
import "../../i18n/picture.js";
import "../../ui/icon.js";

interface Ways {
  readonly unmute: () => void;
  readonly pictures: () => void;
}

/** What the person's own sound and choices do to the meeting, with the way out beside each. */
export function soundNotices(listening: Listening, soundOnly: boolean, ways: Ways): TemplateResult {
  return html`${
    listening.speaksMuted
      ? html`<div class="notice warn" data-testid="muted-speech">
          <ui-icon name="mic-off"></ui-icon><span>${t("picture.muted_speech")}</span>
          <button class="button" @click=${ways.unmute}>${t("picture.muted_speech.on")}</button>
        </div>`
      : nothing
  }
  ${
    listening.echoes
      ? html`<div class="notice warn" data-testid="echo">
          <ui-icon name="speaker"></ui-icon><span>${t("picture.echo")}</span>
        </div>`
      : nothing
  }
  ${
    soundOnly
      ? html`<div class="notice" data-testid="sound-only">
          <ui-icon name="speaker"></ui-icon><span>${t("picture.sound_only.on")}</span>
          <button class="button" @click=${ways.pictures}>${t("picture.sound_only.stop")}</button>
        </div>`
      : nothing
  }`;
}
