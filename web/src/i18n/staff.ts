import en from "./en/staff.json";
import { define } from "./index.js";
import sv from "./sv/staff.json";

declare module "./index.js" {
  interface Texts {
    staff: typeof sv;
  }
}
define("staff", { sv, en });
