import en from "./en/breakouts.json";
import { define } from "./index.js";
import sv from "./sv/breakouts.json";

declare module "./index.js" {
  interface Texts {
    breakouts: typeof sv;
  }
}
define("breakouts", { sv, en });
