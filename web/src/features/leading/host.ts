/** What only hosts see; loaded when somebody is one. */
export { personEntries } from "./person-entries.js";
export { requestNotices } from "./requests.js";
export { dialogs } from "../places/dialogs.js";
import "./lobby-note.js";
import "./person-menu.js";
