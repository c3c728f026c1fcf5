import "../../i18n/staff.js";
import "./setup-page.js";
