import en from "./en/chat.json";
import { define } from "./index.js";
import sv from "./sv/chat.json";

declare module "./index.js" {
  interface Texts {
    chat: typeof sv;
  }
}
define("chat", { sv, en });
