import { t } from "../../i18n/index.js";
import "../../i18n/picture.js";
import { type Arrangement, ARRANGEMENTS, type Wish } from "../../state/layout.js";
import type { IconName } from "../../ui/icon.js";
import type { MoreEntry } from "./more-menu.js";
import type { SupportPage } from "../parts/support-page.js";
import { canFloat } from "../floating/floating.js";

const SUPPORT: Readonly<Record<SupportPage, IconName>> = { connection: "network", fault: "warning", keys: "help" };
const ICONS: Readonly<Record<Arrangement, IconName>> = { grid: "grid", speaker: "large", side: "side" };

/** What the menu offers about pictures and sound, in groups, and about help. */
export function pictureEntries(
  wish: Wish | undefined,
  soundOnly: boolean,
): { pictures: MoreEntry[][]; support: MoreEntry[] } {
  const layouts = ARRANGEMENTS.map((arrangement) => ({
    action: { do: "arrange" as const, arrangement },
    testid: `layout-${arrangement}`,
    icon: ICONS[arrangement],
    text: t(`picture.layout.${arrangement}`),
    checked: wish?.arrangement === arrangement,
    oneOf: true,
  }));
  const hide: MoreEntry = {
    action: { do: "hide_self" },
    testid: "hide-self",
    icon: "camera-off",
    text: t("picture.layout.hide_self"),
    checked: wish?.hideSelf ?? false,
  };
  const float: MoreEntry = {
    action: { do: "float" },
    testid: "float",
    icon: "picture-in-picture",
    text: t("picture.float"),
  };
  const sound: MoreEntry = {
    action: { do: "sound_only" },
    testid: "toggle-sound-only",
    icon: "speaker",
    text: t("picture.sound_only"),
    checked: soundOnly,
  };
  const support = (["connection", "fault", "keys"] as const).map((page) => ({
    action: { do: "support" as const, page },
    testid: `support-${page}`,
    icon: SUPPORT[page],
    text: t(`picture.support.${page}`),
  }));
  return { pictures: [layouts, [hide, ...(canFloat() ? [float] : []), sound]], support };
}
