import { t } from "../../i18n/index.js";
import "../../i18n/whiteboard.js";
import type { Placed } from "../../shared/shared-things.js";
import type { Thing } from "../../ink/things.js";

const LONGEST = 80;

/** What a screen reader calls it: "Gul lapp av Anna: köp mjölk". */
export function nameOf({ thing, mine, author }: Placed<Thing>): string {
  const by = mine ? t("whiteboard.by_you") : t("whiteboard.by", { name: author });
  const colour = "colour" in thing ? t(`whiteboard.colour.${thing.colour}`) : "";
  const what = t(`whiteboard.thing.${thing.kind}`, { colour, by });
  const words = "text" in thing ? thing.text : thing.kind === "image" ? thing.name : "";
  const shown = words.length > LONGEST ? `${words.slice(0, LONGEST)} …` : words;
  return shown ? `${what}: ${shown}` : what;
}
