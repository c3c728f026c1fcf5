"""The meeting classes as data: who gets in and how they are identified, where media goes, and what is kept (R1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from auth.model import Identification, MeetingClass

END_TO_END_READY = False
"""Whether meetings can be encrypted end to end.  Until then a class that demands it cannot be chosen."""

Proofs = frozenset[Identification]
"""Every way in which a person has been identified so far; the link is always among a guest's."""

ONLY_LINK: Proofs = frozenset({Identification.LINK})
ONLY_STAFF: Proofs = frozenset({Identification.STAFF})


class Way(StrEnum):
    """What an invitation may demand of its guest."""

    LINK = "link"
    """The personal link is enough."""
    SMS = "sms"
    SHOWN = "shown"
    SMS_SHOWN = "sms+shown"
    EID = "eid"

    @property
    def steps(self) -> Proofs:
        """What the guest does besides coming by the link."""
        return _STEPS[self]


_STEPS: Mapping[Way, Proofs] = {
    Way.LINK: frozenset(),
    Way.SMS: frozenset({Identification.SMS}),
    Way.SHOWN: frozenset({Identification.SHOWN}),
    Way.SMS_SHOWN: frozenset({Identification.SMS, Identification.SHOWN}),
    Way.EID: frozenset({Identification.EID}),
}


class Lobby(StrEnum):
    """Whether a meeting of a class has a waiting room."""

    OPTIONAL = "optional"
    ALWAYS = "always"


class MediaPath(StrEnum):
    """How picture and sound are protected on their way."""

    SFU = "sfu"
    """Encrypted to the media worker and from it (DTLS-SRTP)."""
    END_TO_END = "end_to_end"
    """The media worker forwards what it cannot open."""


class Phone(StrEnum):
    """Whether somebody may take part by telephone."""

    ALLOWED = "allowed"
    LOBBY = "lobby"
    """A caller waits in the lobby."""
    REFUSED = "refused"


class Afterwards(StrEnum):
    """When chat and files are erased."""

    RULE = "rule"
    """By the organisation's retention rule."""
    HOURS = "hours"
    """So many hours after the end."""
    END = "end"
    """With the meeting."""


@dataclass(frozen=True, slots=True)
class ClassRules:
    """``enough`` is which ways of identification suffice by default; ``possible`` is what a recorded decision may
    lower that to.  ``server_sees_content`` allows what needs it: shared documents that the server converts, live
    captions, and the like."""

    shared_link: bool
    lobby: Lobby
    media: MediaPath
    recording: bool
    phone: Phone
    afterwards: Afterwards
    server_sees_content: bool
    enough: frozenset[Way]
    possible: frozenset[Way]


_ALL = frozenset(Way)

RULES: Mapping[MeetingClass, ClassRules] = MappingProxyType(
    {
        MeetingClass.OPEN: ClassRules(
            shared_link=True,
            lobby=Lobby.OPTIONAL,
            media=MediaPath.SFU,
            recording=True,
            phone=Phone.ALLOWED,
            afterwards=Afterwards.RULE,
            server_sees_content=True,
            enough=_ALL,
            possible=_ALL,
        ),
        MeetingClass.PROTECTED: ClassRules(
            shared_link=False,
            lobby=Lobby.ALWAYS,
            media=MediaPath.SFU,
            recording=True,
            phone=Phone.LOBBY,
            afterwards=Afterwards.HOURS,
            server_sees_content=True,
            enough=_ALL,
            possible=_ALL,
        ),
        MeetingClass.SENSITIVE: ClassRules(
            shared_link=False,
            lobby=Lobby.ALWAYS,
            media=MediaPath.END_TO_END,
            recording=False,
            phone=Phone.REFUSED,
            afterwards=Afterwards.END,
            server_sees_content=False,
            enough=frozenset({Way.EID}),
            possible=frozenset({Way.EID, Way.SMS_SHOWN}),
        ),
    }
)


def choosable(meeting_class: MeetingClass) -> bool:
    """Whether meetings of this class can be made at all."""
    return RULES[meeting_class].media is MediaPath.SFU or END_TO_END_READY


def at_least(way: Way, other: Way) -> bool:
    """Whether who satisfies ``way`` satisfies ``other`` too.  E-identification is as strong as everything."""
    return way is Way.EID or other.steps <= way.steps


def enough(way: Way, meeting_class: MeetingClass, accepted: Iterable[Way]) -> bool:
    """Whether this way suffices in a meeting of this class where ``accepted`` do."""
    return way in RULES[meeting_class].possible and any(at_least(way, one) for one in accepted)


def missing(way: Way, proofs: Set[Identification]) -> Proofs:
    """What the guest has still to show."""
    return frozenset() if Identification.EID in proofs else way.steps - proofs


def missing_at_the_door(way: Way, proofs: Set[Identification]) -> Proofs:
    """What the guest has still to show before they may even wait.  A document can only be shown inside."""
    return missing(way, proofs) - {Identification.SHOWN}


def strongest(proofs: Set[Identification]) -> Identification:
    """The strongest of these proofs; there is at least one."""
    return max(proofs, key=list(Identification).index)


def in_order(proofs: Set[Identification]) -> list[Identification]:
    """Weakest first."""
    return sorted(proofs, key=list(Identification).index)
