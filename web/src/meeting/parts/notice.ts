import { css, html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/index.js";
import "../../i18n/moderation.js";
import type { IconName } from "../../ui/icon.js";
import "../../ui/icon.js";
import type { Asked, Moderation, Told } from "../../state/moderation.js";
import type { Actions } from "./actions.js";

/** In the band over the pictures; they stand close and grow to as many lines as they need. */
export const noticeStyles = css`
  .notice {
    margin: var(--space-2) var(--space-2) 0;
    align-items: center;
    flex-wrap: wrap;
    padding: var(--space-2) var(--space-4);
  }
  .notice > span:not(.spinner) {
    flex: 1 1 11rem;
  }
  .notice > ui-icon {
    margin-top: 0;
  }
  .spinner {
    width: 1.1em;
    height: 1.1em;
    flex: none;
    border: 3px solid currentColor;
    border-right-color: transparent;
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
`;

export interface Button {
  readonly text: string;
  readonly testid: string;
  readonly press: () => void;
  readonly primary?: boolean;
}

/** One sentence with its buttons. */
export function notice(testid: string, icon: IconName, text: string, buttons: readonly Button[]): TemplateResult {
  return html`<div class="notice" data-testid=${testid}>
    <ui-icon name=${icon}></ui-icon><span>${text}</span>
    ${buttons.map(
      (button) =>
        html`<button
          class="button ${button.primary ? "primary" : ""}"
          data-testid=${button.testid}
          @click=${button.press}
        >
          ${button.text}
        </button>`,
    )}
  </div>`;
}

/** Closes what the person has read. */
export const seen = (actions: Actions, told: Told): Button => ({
  text: t("common.close"),
  testid: "seen",
  press: () => actions.close(told),
});

/** What a host has done to this person or asks of them; each with what the person can do about it. */
export function moderationNotices(
  moderation: Moderation,
  media: { readonly [S in Asked]: boolean },
  canShare: boolean,
  actions: Actions,
) {
  const { mutedBy, asked, stoppedBy } = moderation;
  const unmute: Button = {
    text: t("moderation.muted.unmute"),
    testid: "unmute",
    press: () => actions.unmute(),
    primary: true,
  };
  return html`${
    mutedBy !== null && !media.microphone
      ? notice("muted", "mic-off", t("moderation.muted", { by: mutedBy }), [unmute, seen(actions, "mute")])
      : nothing
  }
  ${asked.filter(({ source }) => !media[source]).map(({ source, by }) => question(source, by, actions))}
  ${
    stoppedBy !== null
      ? notice("share-stopped", "screen", t("moderation.share.stopped", { by: stoppedBy }), [seen(actions, "stop")])
      : nothing
  }
  ${shareAnswer(moderation, canShare, actions)}`;
}

function question(source: Asked, by: string, actions: Actions): TemplateResult {
  const answer = (agreed: boolean) => () => actions.answer(source, agreed);
  return notice("asked", source === "camera" ? "camera" : "mic", t(`moderation.asked.${source}`, { by }), [
    { text: t(`moderation.asked.yes.${source}`), testid: "agree", press: answer(true), primary: true },
    { text: t("moderation.asked.no"), testid: "decline", press: answer(false) },
  ]);
}

function shareAnswer({ askingToShare, shareAnswer }: Moderation, canShare: boolean, actions: Actions) {
  if (askingToShare) {
    const back: Button = { text: t("moderation.share.asking.stop"), testid: "unask", press: () => actions.screen() };
    return notice("asking-to-share", "screen", t("moderation.share.asking"), [back]);
  }
  if (shareAnswer === null || !canShare) return nothing;
  const share: Button = { text: t("room.screen"), testid: "share-now", press: () => actions.screen(), primary: true };
  const text = t(shareAnswer ? "moderation.share.allowed" : "moderation.share.denied");
  const buttons = [...(shareAnswer ? [share] : []), seen(actions, "share_answer")];
  return notice("share-answer", "screen", text, buttons);
}
