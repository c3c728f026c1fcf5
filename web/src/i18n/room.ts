import en from "./en/room.json";
import { define } from "./index.js";
import sv from "./sv/room.json";

declare module "./index.js" {
  interface Texts {
    room: typeof sv;
  }
}
define("room", { sv, en });
