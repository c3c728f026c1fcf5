import type { TemplateResult } from "lit";
import { t } from "../../i18n/index.js";
import "../../i18n/hosting.js";
import type { Leading } from "../../state/moderation.js";
import type { RoomState } from "../../state/room.js";
import { notice } from "../parts/notice.js";
import type { Wish } from "../parts/wish.js";

/** Who asks the hosts for leave to share their screen, each with its answer. */
export function requestNotices(leading: Leading, room: RoomState, act: (wish: Wish) => void): TemplateResult[] {
  const answer = (participant: string, allowed: boolean): Wish => ({
    wish: "say",
    message: { type: "allow_share", participant, allowed },
  });
  return leading.shareRequests.flatMap((id) => {
    const name = room.people.get(id)?.name;
    if (name === undefined) return [];
    const yes = { text: t("hosting.share.request.yes", { name }), testid: "allow", wish: answer(id, true) };
    const no = { text: t("hosting.share.request.no"), testid: "disallow", wish: answer(id, false) };
    const text = t("hosting.share.request", { name });
    return [notice("share-request", "screen", text, [{ ...yes, primary: true }, no], act)];
  });
}
