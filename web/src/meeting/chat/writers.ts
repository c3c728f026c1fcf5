import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/index.js";
import "../../i18n/chat.js";
import { words } from "./entry.js";
import type { Live } from "./live.js";

type Writers = Live["writers"];
type NameOf = (participant: string) => string;

/** Who writes without showing what. */
export function whoWrites(writers: Writers, nameOf: NameOf): string | typeof nothing {
  const quiet = [...writers].filter(([, { text }]) => !text);
  const [first] = quiet;
  if (!first) return nothing;
  return quiet.length > 1 ? t("chat.writes.several") : t("chat.writes", { name: nameOf(first[0]) });
}

/** What others write just now, for those who show it as they do. */
export function liveTexts(writers: Writers, nameOf: NameOf): TemplateResult[] {
  return [...writers].flatMap(([id, { text }]) =>
    text
      ? [
          html`<li data-testid="live-text">
            <span class="meta"><strong>${t("chat.live.now", { name: nameOf(id) })}</strong></span>
            <div class="bubble live" dir="auto">${words(text)}</div>
          </li>`,
        ]
      : [],
  );
}

/** To answer somebody in the way in which they write. */
export function invitation(writers: Writers, nameOf: NameOf, accept: () => void): TemplateResult | typeof nothing {
  const someone = [...writers].find(([, { text }]) => text !== null);
  if (!someone) return nothing;
  return html`<div class="notice invite" role="status">
    <span>${t("chat.live.invite", { name: nameOf(someone[0]) })}</span>
    <button class="button" @click=${accept}>${t("chat.live.on")}</button>
  </div>`;
}
