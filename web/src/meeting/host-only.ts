import { dialogs } from "./breakouts/dialogs.js";
import "./moderation/lobby-note.js";
import { personEntries } from "./moderation/person-entries.js";
import "./moderation/person-menu.js";
import { requestNotices } from "./moderation/requests.js";

/** What only hosts see; loaded when somebody is one. */
export const hosting = { dialogs, personEntries, requestNotices };
