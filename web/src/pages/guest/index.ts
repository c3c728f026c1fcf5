import "../../i18n/guest.js";
import "./guest-page.js";
