import "../../i18n/admin.js";
import "./staff-page.js";
import "./units-page.js";
import "./meetings-page.js";
import "./retention-page.js";
import "./settings-page.js";
import "./organisation-page.js";
import "./statistics-page.js";
