import en from "./en/moderation.json";
import { define } from "./index.js";
import sv from "./sv/moderation.json";

declare module "./index.js" {
  interface Texts {
    moderation: typeof sv;
  }
}
define("moderation", { sv, en });
