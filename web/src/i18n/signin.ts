import en from "./en/signin.json";
import { define } from "./index.js";
import sv from "./sv/signin.json";

declare module "./index.js" {
  interface Texts {
    signin: typeof sv;
  }
}
define("signin", { sv, en });
