import "../../i18n/signin.js";
import "./setup-page.js";
