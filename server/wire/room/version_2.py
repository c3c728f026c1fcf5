"""What a page of wire version 2 is told, for as long as such pages may still be open: one release after 0.2.0.

Version 3 tells hosts who has come to the lobby and who is there no more; version 2 told them the whole lobby each time.
"""

from __future__ import annotations

from server.wire.room.base import ServerMessage
from server.wire.room.lobby import LobbyChanged, LobbyLeft, LobbyPerson, Waiting
from server.wire.room.presence import Joined

VERSION = 2


class Version2:
    """The words for one page: it has to be remembered whom the page knows to wait."""

    def __init__(self) -> None:
        self._waiting: dict[str, Waiting] = {}

    def __call__(self, message: ServerMessage) -> ServerMessage:
        """The same in the words of version 2."""
        match message:
            case Joined(waiting=waiting) | LobbyChanged(waiting=waiting):
                self._waiting = {one.id: one for one in waiting}
                return message
            case LobbyPerson(person=person):
                self._waiting[person.id] = person
            case LobbyLeft(participant=participant):
                self._waiting.pop(participant, None)
            case _:
                return message
        return LobbyChanged(waiting=list(self._waiting.values()))
