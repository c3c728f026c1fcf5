"""``LiveRooms`` for commands that run beside the server: there are no rooms here."""

from __future__ import annotations

from server.wire.vocabulary import LeaveReason


class NoRooms:
    """Implements ``LiveRooms`` where no server runs: nobody is anywhere."""

    def host_present(self, meeting_id: str) -> bool:
        return False

    def host_names(self, meeting_id: str) -> list[str]:
        return []

    def counts(self, meeting_id: str) -> tuple[int, int]:
        return 0, 0

    def close_person(self, meeting_id: str, person: str, reason: LeaveReason) -> None:
        pass

    def end(self, meeting_id: str) -> None:
        pass

    def link_trouble(self, meeting_id: str, name: str) -> None:
        pass

    def identity_trouble(self, meeting_id: str, name: str) -> None:
        pass
