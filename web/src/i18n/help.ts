import en from "./en/help.json";
import { define } from "./index.js";
import sv from "./sv/help.json";

declare module "./index.js" {
  interface Texts {
    help: typeof sv;
  }
}
define("help", { sv, en });
