import { t } from "../i18n/index.js";
import { PasskeyCancelled, PasskeyKnown } from "../lib/webauthn.js";
import { sentence } from "../net/http.js";

/** What to say about something that went wrong with a passkey or with the server. */
export function passkeySentence(error: unknown): string {
  if (error instanceof PasskeyCancelled) return t("signin.passkey.cancelled");
  if (error instanceof PasskeyKnown) return t("signin.passkey.known");
  return sentence(error);
}
