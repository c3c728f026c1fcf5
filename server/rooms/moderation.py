"""Taking turns and leading: hands, reactions, muting, asking for microphone and camera, who is shown large."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from auth.audit.events import AuditAction
from auth.limits.throttle import Throttle
from server.rooms.effects import Effects
from server.rooms.media.room_media import RoomMedia
from server.rooms.participant import Participant
from server.rooms.people import People
from server.rooms.settings import RoomSettings
from server.wire.errors import AppError, Code
from server.wire.room.base import ServerMessage
from server.wire.room.moderation import AskAnswered, Asked, AskedFor, Muted, Reacted, Reaction, SpotlightChanged

GESTURES_PER_SECOND = 1.0
GESTURE_BURST = 6


class Moderation:
    """What holds in one place holds there only: nobody is muted, asked or shown from another place."""

    def __init__(self, settings: RoomSettings, people: People, media: RoomMedia, now: Callable[[], float]) -> None:
        self._settings = settings
        self._people = people
        self._media = media
        self._now = now
        self._hands = 0
        """Hands raised so far; each gets the next number, which is its place in the order."""
        self._gestures = Throttle(rate=GESTURES_PER_SECOND, burst=GESTURE_BURST)
        self._asks: dict[tuple[str, Asked], str] = {}
        """Who has been asked for what, and the host who asked."""
        self._spotlights: dict[str, str] = {}
        """By place."""

    def spotlight_in(self, place: str) -> str | None:
        return self._spotlights.get(place)

    def greeting(self, person: Participant) -> list[ServerMessage]:
        """What a page that has just come must know besides the state of the room."""
        muted = [Muted(by=person.muted_by)] if person.muted_by is not None else []
        asked = [(source, self._asker(person, source)) for source in get_args(Asked)]
        return [*muted, *(AskedFor(source=source, by=host.name) for source, host in asked if host is not None)]

    def forget(self, person: Participant) -> Effects:
        """The person leaves this place: nothing of them stays behind."""
        person.hand = None
        for source in get_args(Asked):
            self._asks.pop((person.id, source), None)
        if self._spotlights.get(person.place) != person.id:
            return []
        del self._spotlights[person.place]
        return self._people.tell_place(person.place, SpotlightChanged(participant=None), but=person)

    # --- hands and reactions -------------------------------------------------------------------------------------

    def raise_hand(self, person: Participant, *, raised: bool) -> Effects:
        if raised == (person.hand is not None):
            return []
        self._must_be_calm(person)
        self._hands += 1
        person.hand = self._hands if raised else None
        return self._people.tell_changed_near(person)

    def lower_hands(self, by: Participant, participant: str | None) -> Effects:
        """One hand, wherever it called from, or all in the host's own place."""
        people = self._people
        raised = people.in_place(by.place) if participant is None else [people.inside_by_id(participant)]
        effects: Effects = []
        for person in raised:
            if person.hand is not None:
                person.hand = None
                effects += self._people.tell_changed_near(person)
        return effects

    def react(self, person: Participant, reaction: Reaction) -> Effects:
        self._must_be_calm(person)
        return self._people.tell_place(person.place, Reacted(participant=person.id, reaction=reaction))

    def _must_be_calm(self, person: Participant) -> None:
        if not self._gestures.take(person.id, self._now()):
            raise AppError(Code.RATE_LIMITED)

    # --- microphone and camera -----------------------------------------------------------------------------------

    def mute(self, by: Participant, participant: str | None) -> Effects:
        """One person, or everybody in the place who is not a host."""
        chosen = [one for one in self._chosen(by, participant) if participant is not None or not one.host]
        effects: Effects = []
        for person in chosen:
            if person is by or not person.microphone:
                continue
            person.microphone, person.muted_by = False, by.name
            effects.append(self._settings.audit(AuditAction.MUTED_BY_HOST, by, subject=person))
            effects += self._media.transports.pauses(person)
            effects += self._people.tell_changed_near(person, but=person)
            effects += self._people.tell(person, Muted(by=by.name))
        return effects

    def ask(self, by: Participant, participant: str, source: Asked) -> Effects:
        """The person answers; nothing is turned on for them."""
        (person,) = self._chosen(by, participant)
        if person is by or person.sends(source):
            return []
        self._must_be_calm(by)
        self._asks[person.id, source] = by.id
        return self._people.tell(person, AskedFor(source=source, by=by.name))

    def answer(self, person: Participant, source: Asked, *, agreed: bool) -> Effects:
        host = self._asker(person, source)
        self._asks.pop((person.id, source), None)
        if host is None:
            return []
        return self._people.tell(host, AskAnswered(participant=person.id, source=source, agreed=agreed))

    def _asker(self, person: Participant, source: Asked) -> Participant | None:
        host = self._people.get(self._asks.get((person.id, source), ""))
        return host if host is not None and host.place == person.place else None

    # --- who is shown large --------------------------------------------------------------------------------------

    def spotlight(self, by: Participant, participant: str | None) -> Effects:
        if participant is None:
            self._spotlights.pop(by.place, None)
        else:
            (person,) = self._chosen(by, participant)
            self._spotlights[by.place] = person.id
        return self._people.tell_place(by.place, SpotlightChanged(participant=participant))

    def _chosen(self, by: Participant, participant: str | None) -> list[Participant]:
        """One person in the same place, or everybody there.  Raises NO_SUCH_PERSON."""
        if participant is None:
            return self._people.in_place(by.place)
        return [self._people.in_same_place(by, participant)]
