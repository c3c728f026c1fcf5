import en from "./en/figures.json";
import { define } from "./index.js";
import sv from "./sv/figures.json";

declare module "./index.js" {
  interface Texts {
    figures: typeof sv;
  }
}
define("figures", { sv, en });
