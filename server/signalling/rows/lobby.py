"""Who waits and who comes in."""

from __future__ import annotations

from auth.permissions.matrix import Action
from server.signalling.rows.row import change
from server.wire.room import lobby

ROWS = (
    change(lobby.Admit, Action.ADMIT, lambda c, m: c.room.admit(c.participant, m.participant)),
    change(lobby.Deny, Action.DENY, lambda c, m: c.room.deny(c.participant, m.participant)),
    change(lobby.Remove, Action.REMOVE, lambda c, m: c.room.remove(c.participant, m.participant)),
    change(
        lobby.ConfirmIdentity,
        Action.CONFIRM_IDENTITY,
        lambda c, m: c.room.confirm_identity(c.participant, m.participant),
    ),
    change(lobby.LockRoom, Action.LOCK, lambda c, m: c.room.door.lock(c.participant, locked=m.locked)),
    change(
        lobby.ReturnToLobby, Action.RETURN_TO_LOBBY, lambda c, m: c.room.return_to_lobby(c.participant, m.participant)
    ),
    change(
        lobby.WriteToLobby,
        Action.WRITE_TO_LOBBY,
        lambda c, m: c.room.lobby.write(c.participant, m.participant, m.sentence, m.text),
    ),
)
