import en from "./en/whiteboard.json";
import { define } from "./index.js";
import sv from "./sv/whiteboard.json";

declare module "./index.js" {
  interface Texts {
    whiteboard: typeof sv;
  }
}
define("whiteboard", { sv, en });
