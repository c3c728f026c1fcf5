import en from "./en/interpreting.json";
import { define } from "./index.js";
import sv from "./sv/interpreting.json";

declare module "./index.js" {
  interface Texts {
    interpreting: typeof sv;
  }
}
define("interpreting", { sv, en });
