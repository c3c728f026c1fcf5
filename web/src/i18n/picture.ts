import en from "./en/picture.json";
import { define } from "./index.js";
import sv from "./sv/picture.json";

declare module "./index.js" {
  interface Texts {
    picture: typeof sv;
  }
}
define("picture", { sv, en });
