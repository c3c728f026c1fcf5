import en from "./en/admin.json";
import { define } from "./index.js";
import sv from "./sv/admin.json";

declare module "./index.js" {
  interface Texts {
    admin: typeof sv;
  }
}
define("admin", { sv, en });
