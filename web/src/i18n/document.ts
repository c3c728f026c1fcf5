import en from "./en/document.json";
import { define } from "./index.js";
import sv from "./sv/document.json";

declare module "./index.js" {
  interface Texts {
    document: typeof sv;
  }
}
define("document", { sv, en });
