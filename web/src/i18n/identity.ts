import { t } from "./index.js";
import type { Identification } from "../protocol/messages.gen.js";

/** How somebody was identified, in words: everything that they have shown, and the link only where that is all. */
export function howIdentified(ways: readonly Identification[]): string {
  const shown = ways.filter((way) => way !== "link");
  const told: readonly Identification[] = shown.length > 0 ? shown : ["link"];
  return told.map((way) => t(`common.identified.${way}`)).join(", ");
}
