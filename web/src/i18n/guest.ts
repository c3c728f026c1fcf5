import en from "./en/guest.json";
import { define } from "./index.js";
import sv from "./sv/guest.json";

declare module "./index.js" {
  interface Texts {
    guest: typeof sv;
  }
}
define("guest", { sv, en });
