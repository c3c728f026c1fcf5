import en from "./en/places.json";
import { define } from "./index.js";
import sv from "./sv/places.json";

declare module "./index.js" {
  interface Texts {
    places: typeof sv;
  }
}
define("places", { sv, en });
