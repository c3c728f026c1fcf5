/** What only hosts see; loaded when somebody is one. */
export { personEntries } from "./person-entries.js";
export { requestNotices } from "./requests.js";
import "./lobby-note.js";
import "./person-menu.js";
