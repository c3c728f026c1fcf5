import { t } from "../../i18n/index.js";
import "../../i18n/picture.js";
import type { MoreEntry } from "../room/more-menu.js";

/** What the menu offers about pictures and sound. */
export function pictureEntries(soundOnly: boolean): MoreEntry[] {
  return [
    {
      action: { do: "sound_only" },
      testid: "toggle-sound-only",
      icon: "speaker",
      text: t("picture.sound_only"),
      checked: soundOnly,
    },
  ];
}
