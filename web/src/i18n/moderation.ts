import en from "./en/moderation.json";
import { define } from "./index.js";
import sv from "./sv/moderation.json";

declare module "./index.js" {
  interface Texts {
    leading: typeof sv;
  }
}
define("leading", { sv, en });
