import "../../i18n/signin.js";
import "./provider-return-page.js";
import "./sign-in-page.js";
