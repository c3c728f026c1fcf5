import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/index.js";
import "../../i18n/moderation.js";
import type { IconName } from "../../ui/icon.js";
import "../../ui/icon.js";
import type { Asked, Leading } from "../../state/moderation.js";
import type { Wish } from "./wish.js";

export interface Button {
  readonly text: string;
  readonly testid: string;
  readonly wish: Wish;
  readonly primary?: boolean;
}

/** One sentence with its buttons. */
export function notice(
  testid: string,
  icon: IconName,
  text: string,
  buttons: readonly Button[],
  act: (wish: Wish) => void,
): TemplateResult {
  return html`<div class="notice" data-testid=${testid}>
    <ui-icon name=${icon}></ui-icon><span>${text}</span>
    ${buttons.map(
      (button) =>
        html`<button
          class="button ${button.primary ? "primary" : ""}"
          data-testid=${button.testid}
          @click=${() => act(button.wish)}
        >
          ${button.text}
        </button>`,
    )}
  </div>`;
}

const seen = (action: "mute_seen" | "share_answer_seen" | "stop_seen"): Button => ({
  text: t("common.close"),
  testid: "seen",
  wish: { wish: "seen", action: { type: action } },
});

/** What a host has done to this person or asks of them; each with what the person can do about it. */
export function leadingNotices(
  leading: Leading,
  media: { readonly [S in Asked]: boolean },
  canShare: boolean,
  act: (wish: Wish) => void,
) {
  const { mutedBy, asked, stoppedBy } = leading;
  const unmute: Button = {
    text: t("leading.muted.unmute"),
    testid: "unmute",
    wish: { wish: "unmute" },
    primary: true,
  };
  return html`${
    mutedBy !== null && !media.microphone
      ? notice("muted", "mic-off", t("leading.muted", { by: mutedBy }), [unmute, seen("mute_seen")], act)
      : nothing
  }
  ${asked.filter(({ source }) => !media[source]).map(({ source, by }) => question(source, by, act))}
  ${
    stoppedBy !== null
      ? notice("share-stopped", "screen", t("leading.share.stopped", { by: stoppedBy }), [seen("stop_seen")], act)
      : nothing
  }
  ${shareAnswer(leading, canShare, act)}`;
}

function question(source: Asked, by: string, act: (wish: Wish) => void): TemplateResult {
  const answer = (agreed: boolean): Wish => ({ wish: "answer", source, agreed });
  return notice(
    "asked",
    source === "camera" ? "camera" : "mic",
    t(`leading.asked.${source}`, { by }),
    [
      { text: t(`leading.asked.yes.${source}`), testid: "agree", wish: answer(true), primary: true },
      { text: t("leading.asked.no"), testid: "decline", wish: answer(false) },
    ],
    act,
  );
}

function shareAnswer({ askingToShare, shareAnswer }: Leading, canShare: boolean, act: (wish: Wish) => void) {
  if (askingToShare) {
    const back: Button = { text: t("leading.share.asking.stop"), testid: "unask", wish: { wish: "share" } };
    return notice("asking-to-share", "screen", t("leading.share.asking"), [back], act);
  }
  if (shareAnswer === null || !canShare) return nothing;
  const share: Button = { text: t("room.screen"), testid: "share-now", wish: { wish: "share" }, primary: true };
  const text = t(shareAnswer ? "leading.share.allowed" : "leading.share.denied");
  const buttons = [...(shareAnswer ? [share] : []), seen("share_answer_seen")];
  return notice("share-answer", "screen", text, buttons, act);
}
