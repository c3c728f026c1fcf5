import type { CallSession } from "../../call/session.js";
import type { LayoutStore } from "../../state/layout-store.js";
import { toast } from "../../ui/toast.js";
import { t } from "../../i18n/index.js";
import "../../i18n/picture.js";
import type { Handlers } from "../parts/element.js";

type Names = "sound_again" | "sound_only" | "arrange" | "pin" | "hide_self" | "turn" | "float";

/** What the room does about pictures and sound. */
export function pictureHandlers(
  session: () => CallSession,
  layout: LayoutStore,
  float: () => Promise<boolean>,
): Pick<Handlers, Names> {
  return {
    sound_again: () => void session().devices.openMicrophone(),
    sound_only: () => session().setSoundOnly(!session().soundOnly),
    arrange: ({ arrangement }) => layout.arrange(arrangement),
    pin: ({ id }) => layout.pin(id),
    hide_self: () => layout.hideSelf(!layout.wish.hideSelf),
    turn: ({ page }) => layout.turn(page),
    float: () => void float().then((opened) => opened || toast(t("picture.float.refused"))),
  };
}
