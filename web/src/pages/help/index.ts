import "../../i18n/help.js";
import "./help-page.js";
import "./leaflet-page.js";
