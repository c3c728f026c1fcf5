import "../../i18n/signin.js";
import "./security-page.js";
