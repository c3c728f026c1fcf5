"""The connected browsers of this machine, by connection."""

from __future__ import annotations

from dataclasses import dataclass

from server.rooms.ports import Outbox
from server.wire.room.base import ServerMessage
from server.wire.vocabulary import LeaveReason


@dataclass(slots=True)
class Socket:
    """One connected browser.  ``session`` is the id of the session behind it."""

    outbox: Outbox
    session: str
    meeting: str


class Sockets:
    """Who is connected, and what they are sent.  A connection that is not here any more is passed over."""

    def __init__(self) -> None:
        self._sockets: dict[str, Socket] = {}

    def add(self, connection: str, socket: Socket) -> None:
        self._sockets[connection] = socket

    def get(self, connection: str) -> Socket | None:
        return self._sockets.get(connection)

    def drop(self, connection: str) -> Socket | None:
        """The socket, which is not here any more and is told nothing."""
        return self._sockets.pop(connection, None)

    def send(self, connection: str, message: ServerMessage) -> None:
        socket = self._sockets.get(connection)
        if socket is not None:
            socket.outbox.send(message)

    def close(self, connection: str, reason: LeaveReason) -> None:
        """Say why, then close."""
        socket = self._sockets.pop(connection, None)
        if socket is not None:
            socket.outbox.close(reason)

    def close_all(self, reason: LeaveReason) -> None:
        for socket in list(self._sockets.values()):
            socket.outbox.close(reason)

    def of_session(self, session: str) -> list[str]:
        """The connections behind a session."""
        return [connection for connection, socket in self._sockets.items() if socket.session == session]

    def renew_session(self, session: str, renewed: str) -> None:
        """The session goes on under another id."""
        for connection in self.of_session(session):
            self._sockets[connection].session = renewed
