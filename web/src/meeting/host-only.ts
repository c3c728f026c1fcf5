/** What only hosts see; loaded when somebody is one. */
export { personEntries } from "./moderation/person-entries.js";
export { requestNotices } from "./moderation/requests.js";
export { dialogs } from "./breakouts/dialogs.js";
import "./moderation/lobby-note.js";
import "./moderation/person-menu.js";
