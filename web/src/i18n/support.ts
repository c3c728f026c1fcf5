import en from "./en/support.json";
import { define } from "./index.js";
import sv from "./sv/support.json";

declare module "./index.js" {
  interface Texts {
    support: typeof sv;
  }
}
define("support", { sv, en });
