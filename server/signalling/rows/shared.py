"""What the people in a meeting share beside picture and sound."""

from __future__ import annotations

from auth.permissions.matrix import Action
from server.rooms.channels import CHANNELS
from server.signalling.rows.row import change
from server.wire.room import shared

ROWS = (
    change(shared.Put, lambda m: CHANNELS[m.channel].put, lambda c, m: c.room.sharing.put(c.participant, m)),
    change(shared.Signal, lambda m: CHANNELS[m.channel].signal, lambda c, m: c.room.sharing.signal(c.participant, m)),
    change(shared.CatchUp, Action.CATCH_UP, lambda c, m: c.room.sharing.catch_up(c.participant, m)),
    change(shared.HandOver, Action.PRESENT, lambda c, m: c.room.sharing.hand_over(c.participant, m.participant)),
    change(shared.ShowFile, Action.PRESENT, lambda c, m: c.room.sharing.show_file(c.participant, m.file)),
)
