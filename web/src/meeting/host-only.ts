/** What only hosts see; loaded when somebody is one. */
import "./breakouts/host-dialogs.js";
import "./moderation/lobby-note.js";
import "./moderation/person-menu.js";
import "./moderation/share-requests.js";
