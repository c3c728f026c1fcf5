import "../../i18n/staff.js";
import "./sign-in-page.js";
