"""The browsers of a room as far as they matter to it: what each was told, who may come, and what hosts decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from auth.meeting_classes import ONLY_LINK, Way
from auth.model import GuestKind, Identification, RoomRole
from auth.permissions.matrix import Action
from server.rooms.admission import Arrival
from server.rooms.effects import Effects
from server.rooms.participant import Participant
from server.rooms.room import Room
from server.wire.room.base import ServerMessage
from server.wire.room.lobby import InLobby
from server.wire.room.media import MediaTrack, OfferMessage, SpeakersMessage, TracksMessage
from server.wire.room.moderation import Reacted, SpotlightChanged
from server.wire.room.presence import Joined, PersonChanged, PersonJoined, PersonLeft
from server.wire.vocabulary import Person
from tests.support.rooms import arrival, host


@dataclass
class Client:
    """What one browser was told, as its page would keep it."""

    seat: str
    roster: dict[str, Person] = field(default_factory=dict)
    inside: bool = False
    you: str = ""
    seen: list[ServerMessage] = field(default_factory=list)

    def take(self, message: ServerMessage) -> None:
        self.seen.append(message)
        match message:
            case Joined():
                self.inside, self.you = True, message.you
                self.roster = {person.id: person for person in message.people}
            case InLobby():
                # Also one who was inside and waits again: their page has nothing of the meeting left.
                self.inside, self.roster, self.seen = False, {}, [message]
            case PersonJoined() | PersonChanged():
                assert self.inside
                self.roster[message.person.id] = message.person
            case PersonLeft():
                del self.roster[message.participant]
            case OfferMessage() | TracksMessage():
                self.must_know(message.tracks)
            case Reacted():
                self.must_be_here(message.participant)
            case SpeakersMessage():
                for one in message.speaking:
                    self.must_be_here(one)
            case SpotlightChanged() if message.participant is not None:
                self.must_be_here(message.participant)
            case _:
                pass

    def must_know(self, tracks: list[MediaTrack]) -> None:
        """Whose picture comes is in the list, and in the same place."""
        for track in tracks:
            self.must_be_here(track.participant)

    def must_be_here(self, participant: str) -> None:
        assert self.roster[participant].place == self.roster[self.you].place


def seats() -> dict[str, Arrival]:
    """Everybody who may come, as the server knows them."""
    found = {
        "host": host("host"),
        "helper": host("helper", seat="helper", person="helper", role=RoomRole.CO_HOST),
        "anna": arrival("anna"),
        "anna's tablet": arrival("tablet", seat="tablet", person="person-anna", second_device=True),
        "shown": arrival("shown", way=Way.SHOWN, kind=GuestKind.RELATIVE),
        "coded": arrival("coded", way=Way.SMS_SHOWN, proofs=ONLY_LINK | {Identification.SMS}),
        "uncoded": arrival("uncoded", way=Way.SMS),
        "tolk": arrival("tolk", kind=GuestKind.INTERPRETER, admitted=True),
        "kollega": arrival("kollega", kind=GuestKind.COLLEAGUE, admitted=True),
    }
    for number in range(4):
        found[f"guest {number}"] = arrival(f"g{number}", kind=GuestKind.REPRESENTATIVE)
    return found


LEADING: dict[str, tuple[Action, Callable[[Room, Participant, str, bool], Effects]]] = {
    "mute": (Action.MUTE, lambda room, by, whom, on: room.moderation.mute(by, whom if on else None)),
    "ask": (Action.ASK_FOR_MEDIA, lambda room, by, whom, on: room.moderation.ask(by, whom, "camera")),
    "lower": (Action.LOWER_HANDS, lambda room, by, whom, on: room.moderation.lower_hands(by, whom if on else None)),
    "allow": (Action.ALLOW_SHARE, lambda room, by, whom, on: room.screens.allow(by, whom, allowed=on)),
    "stop": (Action.STOP_SHARE, lambda room, by, whom, on: room.screens.stop(by, whom)),
    "spotlight": (Action.SPOTLIGHT, lambda room, by, whom, on: room.moderation.spotlight(by, whom if on else None)),
    "appoint": (Action.APPOINT_CO_HOST, lambda room, by, whom, on: room.roles.appoint(by, whom, on=on)),
    "mark": (Action.MARK_INTERPRETER, lambda room, by, whom, on: room.roles.mark_interpreter(by, whom, on=on)),
    "return": (Action.RETURN_TO_LOBBY, lambda room, by, whom, on: room.return_to_lobby(by, whom)),
    "write": (
        Action.WRITE_TO_LOBBY,
        lambda room, by, whom, on: room.lobby.write(by, whom if on else None, None, "hej"),
    ),
}


def replace_media(person: Person, like: Person) -> Person:
    changes = {"microphone": like.microphone, "camera": like.camera, "connected": like.connected}
    return msgspec.structs.replace(person, **changes)
