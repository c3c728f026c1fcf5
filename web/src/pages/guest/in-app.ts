import { html, type TemplateResult } from "lit";
import { t } from "../../i18n/index.js";
import { copyText } from "../../lib/copy.js";
import { toast } from "../../ui/toast.js";
import type { Browser } from "../../lib/browser.js";
import "../../ui/icon.js";

/** The way out of an app's built-in browser, with the whole link to take along. */
export function inAppNotice({ inApp, system }: Browser, token: string): TemplateResult {
  const copy = async () => {
    const copied = await copyText(`${location.origin}/m#${token}`);
    toast(t(copied ? "guest.app.copied" : "guest.app.not_copied"));
  };
  return html`<section class="notice warn" data-testid="in-app" aria-labelledby="in-app">
    <ui-icon name="warning"></ui-icon>
    <div class="stack">
      <h2 id="in-app">${t("guest.app.title")}</h2>
      <p>${inApp ? t("guest.app.text", { app: inApp }) : t("guest.app.text.unknown")}</p>
      <ol>
        <li>${t("guest.app.step1")}</li>
        <li>${t(system === "ios" ? "guest.app.step2.ios" : "guest.app.step2.android")}</li>
        <li>${t("guest.app.step3")}</li>
      </ol>
      <button type="button" class="button" data-testid="copy-own-link" @click=${copy}>
        <ui-icon name="copy"></ui-icon>${t("guest.app.copy")}
      </button>
    </div>
  </section>`;
}
