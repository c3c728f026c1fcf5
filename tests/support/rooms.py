"""A room without server, sockets or media, and what each person in it has been told."""

from __future__ import annotations

from typing import TypeVar

from auth.meeting_classes import ONLY_LINK, ONLY_STAFF, Way
from auth.model import GuestKind, MeetingClass, RoomRole
from server.rooms.admission import Arrival, DoorRules
from server.rooms.effects import Disconnect, Effect, Effects, Send
from server.rooms.participant import Participant
from server.rooms.room import Room
from server.rooms.seat import Seat
from server.rooms.settings import RoomSettings
from server.wire.room.base import ServerMessage
from server.wire.room.lobby import LobbyChanged, LobbyLeft, LobbyPerson, Waiting
from server.wire.room.presence import Joined
from server.wire.vocabulary import IceServer, LeaveReason, MeetingInfo

M = TypeVar("M", bound=ServerMessage)
E = TypeVar("E")
RELAY = IceServer(urls=["turn:turn.example.se"], username="1:a", credential="c")


LOBBY = 3
"""How many invitations may wait."""
CONNECTION = {"transport": None, "microphone": True, "camera": True}


def arrival(connection: str, **changes: object) -> Arrival:
    """A client guest whose seat is named after the connection, unless told otherwise; ``seat`` is its key."""
    given: dict[str, object] = {
        "key": changes.pop("seat", f"seat-{connection}"),
        "person": f"person-{connection}",
        "name": connection.capitalize(),
        "kind": GuestKind.CLIENT,
        "role": RoomRole.GUEST,
        "way": Way.LINK,
        "proofs": ONLY_LINK,
        "admitted": False,
        "second_device": False,
        "shared_link": False,
    }
    page = {name: changes.pop(name, value) for name, value in CONNECTION.items()}
    return Arrival(Seat(**{**given, **changes}), connection, **page)  # type: ignore[arg-type]


def host(connection: str = "host", **changes: object) -> Arrival:
    account = {"seat": "account", "person": "account", "kind": None, "admitted": True}
    role = {"role": RoomRole.HOST, "proofs": ONLY_STAFF}
    return arrival(connection, **{**account, **role, **changes})


class Scene:
    """A room, and every effect it has asked for."""

    def __init__(
        self,
        meeting_class: MeetingClass = MeetingClass.PROTECTED,
        *,
        lobby: bool = True,
        capacity: int = 10,
        show_title: bool = False,
    ) -> None:
        self.now = 1000.0
        info = MeetingInfo(
            id="meeting",
            title="Uppföljning",
            organisation="Storstad",
            meeting_class=meeting_class,
            host_name="Eva",
            starts_at=0.0,
        )
        rules = DoorRules(meeting_class, lobby, capacity, lobby_capacity=LOBBY)
        self.room = Room(
            RoomSettings("tenant", info, rules, 45.0, show_title),
            now=lambda: self.now,
            ice_servers=lambda: [RELAY],
            logs={},
        )
        self.effects: Effects = []

    def act(self, effects: Effects) -> Effects:
        self.effects += effects
        return effects

    def come(self, arriving: Arrival) -> Participant:
        self.act(self.room.connect(arriving))
        return self.room.people.by_connection(arriving.connection)

    def come_and_be_admitted(self, arriving: Arrival) -> Participant:
        person = self.come(arriving)
        self.act(self.room.admit(self.room.people.by_connection("host"), person.id))
        return person

    def forget(self) -> None:
        self.effects.clear()

    def told(self, connection: str, kind: type[M]) -> list[M]:
        """The messages of this kind that were sent to a connection."""
        sent = [
            effect.message for effect in self.effects if isinstance(effect, Send) and effect.connection == connection
        ]
        return [message for message in sent if isinstance(message, kind)]

    def told_anything(self, connection: str) -> list[ServerMessage]:
        return self.told(connection, ServerMessage)

    def lobby(self, connection: str) -> list[Waiting]:
        """Who waits, as the page behind this connection has it."""
        waiting: dict[str, Waiting] = {}
        for message in self.told_anything(connection):
            match message:
                case Joined(waiting=all_of_them) | LobbyChanged(waiting=all_of_them):
                    waiting = {one.id: one for one in all_of_them}
                case LobbyPerson(person=person):
                    waiting[person.id] = person
                case LobbyLeft(participant=participant):
                    waiting.pop(participant, None)
                case _:
                    pass
        return list(waiting.values())

    def asked(self, kind: type[E]) -> list[E]:
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def goodbye(self, connection: str) -> LeaveReason | None:
        found = [one.reason for one in self.asked(Disconnect) if one.connection == connection]
        return found[-1] if found else None


def audit_actions(effects: list[Effect]) -> list[str]:
    from server.rooms.effects import Audit

    return [effect.event.action.value for effect in effects if isinstance(effect, Audit)]


def scene_of_two() -> tuple[Scene, Participant, Participant]:
    """The host and Anna are inside, and what it took to get there is forgotten."""
    scene = Scene()
    boss = scene.come(host())
    anna = scene.come_and_be_admitted(arrival("anna"))
    scene.forget()
    return scene, boss, anna
