import en from "./en/hosting.json";
import { define } from "./index.js";
import sv from "./sv/hosting.json";

declare module "./index.js" {
  interface Texts {
    hosting: typeof sv;
  }
}
define("hosting", { sv, en });
