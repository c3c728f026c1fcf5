import "../../i18n/staff.js";
import { session } from "../../app/staff-session.js";
import { forgetAll } from "./links.js";
import "./meetings-page.js";
import "./new-meeting-page.js";
import "./meeting-page.js";
import "./room-page.js";

session.subscribe(() => {
  if (!session.me) forgetAll();
});
