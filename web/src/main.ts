import { App } from "./app/app.js";
import { useRoutes } from "./app/navigation.js";
import { locale } from "./i18n/index.js";
import { routes } from "./routes.js";

useRoutes(routes);
locale.apply();
// Defined last: the element shows a page as soon as it is one.
customElements.define("resfri-app", App);
