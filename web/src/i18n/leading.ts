import en from "./en/leading.json";
import { define } from "./index.js";
import sv from "./sv/leading.json";

declare module "./index.js" {
  interface Texts {
    leading: typeof sv;
  }
}
define("leading", { sv, en });
