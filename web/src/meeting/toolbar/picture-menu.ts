import { t } from "../../i18n/index.js";
import "../../i18n/picture.js";
import { type Arrangement, ARRANGEMENTS, type Chosen } from "../../state/layout.js";
import type { IconName } from "../../ui/icon.js";
import { canFloat } from "../floating/floating.js";
import type { Actions, SupportPage } from "../parts/actions.js";
import type { MenuEntry } from "../parts/menu.js";

const SUPPORT: Readonly<Record<SupportPage, IconName>> = { connection: "network", fault: "warning", keys: "help" };
const ICONS: Readonly<Record<Arrangement, IconName>> = { grid: "grid", speaker: "large", side: "side" };

/** What the menu offers about pictures and sound, in groups, and about help. */
export function pictureEntries(
  chosen: Chosen,
  soundOnly: boolean,
  actions: Actions,
): { pictures: MenuEntry[][]; support: MenuEntry[] } {
  const layouts = ARRANGEMENTS.map((arrangement) => ({
    choose: () => actions.arrange(arrangement),
    testid: `layout-${arrangement}`,
    icon: ICONS[arrangement],
    text: t(`picture.layout.${arrangement}`),
    checked: chosen.arrangement === arrangement,
    oneOf: true,
  }));
  const hide: MenuEntry = {
    choose: () => actions.hideSelf(),
    testid: "hide-self",
    icon: "camera-off",
    text: t("picture.layout.hide_self"),
    checked: chosen.hideSelf,
  };
  const float: MenuEntry = {
    choose: () => actions.float(),
    testid: "float",
    icon: "picture-in-picture",
    text: t("picture.float"),
  };
  const sound: MenuEntry = {
    choose: () => actions.soundOnly(),
    testid: "toggle-sound-only",
    icon: "speaker",
    text: t("picture.sound_only"),
    checked: soundOnly,
  };
  const support = (["connection", "fault", "keys"] as const).map((page) => ({
    choose: () => actions.support(page),
    testid: `support-${page}`,
    icon: SUPPORT[page],
    text: t(`picture.support.${page}`),
  }));
  return { pictures: [layouts, [hide, ...(canFloat() ? [float] : []), sound]], support };
}
