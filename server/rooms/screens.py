"""Who shares their screen, and by whose leave.  Several may at once; each viewer chooses which they see large."""

from __future__ import annotations

from auth.audit.events import AuditAction
from media.protocol import Pause, Produce, Source, StopProducing
from server.rooms.effects import Command, Effects
from server.rooms.participant import Participant
from server.rooms.people import People
from server.rooms.settings import RoomSettings
from server.wire.errors import AppError, Code
from server.wire.room.base import ServerMessage
from server.wire.room.moderation import ShareAnswered, ShareRequests, ShareStopped, SharingRule


class Screens:
    """Hosts and colleagues share freely; others ask a host first, unless the host lets everybody share."""

    def __init__(self, settings: RoomSettings, people: People) -> None:
        self.free = False
        self._settings = settings
        self._people = people
        self._asking: list[str] = []
        """Participant ids, in order."""

    def greeting(self, person: Participant) -> list[ServerMessage]:
        return [self._requests()] if person.host else []

    def forget(self, person: Participant) -> Effects:
        """The person leaves the place: their screen stays behind for nobody, and what they asked is moot."""
        person.screen = person.screen_audio = False
        return self._no_longer_asking(person)

    def may_share(self, person: Participant) -> bool:
        return self.free or person.may_share

    def share(self, person: Participant, *, active: bool, audio: bool) -> Effects:
        if active and not self.may_share(person):
            raise AppError(Code.SHARE_NEEDS_HOST)
        if person.transport is None:
            raise AppError(Code.NO_TRANSPORT)
        transport, before = person.transport, _sources(person)
        person.screen, person.screen_audio = active, active and audio
        after = _sources(person)
        if before == after:
            return []
        effects: Effects = [self._settings.audit(AuditAction.SCREEN_SHARED, person, outcome="on" if active else "off")]
        for source in sorted(before - after):
            effects.append(Command(StopProducing(transport=transport, source=source)))
        for source in sorted(after - before):
            effects.append(Command(Produce(transport=transport, source=source)))
            effects.append(Command(Pause(transport=transport, source=source, paused=False)))
        return [*effects, *self._people.tell_changed_near(person)]

    # --- leave to share ------------------------------------------------------------------------------------------

    def ask(self, person: Participant, *, asking: bool) -> Effects:
        if not asking:
            return self._no_longer_asking(person)
        if self.may_share(person) or person.id in self._asking:
            return []
        self._asking.append(person.id)
        return self._tell_hosts()

    def allow(self, by: Participant, participant: str, *, allowed: bool) -> Effects:
        """Who asks calls the hosts wherever they are, and may be answered from there."""
        person = self._people.inside_by_id(participant)
        if person.may_share and not person.share_allowed:
            return []
        person.share_allowed = allowed
        outcome = "on" if allowed else "off"
        effects: Effects = [self._settings.audit(AuditAction.SHARING_ALLOWED, by, subject=person, outcome=outcome)]
        effects += self._no_longer_asking(person)
        effects += self._people.tell_changed_near(person)
        return [*effects, *self._people.tell(person, ShareAnswered(allowed=allowed))]

    def share_freely(self, by: Participant, *, free: bool) -> Effects:
        """Whether guests need no leave from now on.  Who shares goes on."""
        if free == self.free:
            return []
        self.free = free
        effects: Effects = [self._settings.audit(AuditAction.SHARING_OPENED, by, outcome="on" if free else "off")]
        effects += self._people.tell_inside(SharingRule(free=free))
        if free and self._asking:
            self._asking.clear()
            effects += self._tell_hosts()
        return effects

    def stop(self, by: Participant, participant: str) -> Effects:
        """Of a guest, the leave ends with the screen."""
        person = self._people.in_same_place(by, participant)
        if not person.screen:
            return []
        effects: Effects = [self._settings.audit(AuditAction.SHARE_STOPPED, by, subject=person)]
        person.share_allowed = False
        if person.transport is not None:
            effects += self.share(person, active=False, audio=False)
        person.screen = person.screen_audio = False
        return [*effects, *self._people.tell(person, ShareStopped(by=by.name))]

    def _no_longer_asking(self, person: Participant) -> Effects:
        if person.id not in self._asking:
            return []
        self._asking.remove(person.id)
        return self._tell_hosts()

    def _requests(self) -> ShareRequests:
        return ShareRequests(participants=list(self._asking))

    def _tell_hosts(self) -> Effects:
        return self._people.tell_hosts(self._requests())


def _sources(person: Participant) -> set[Source]:
    picture = {Source.SCREEN} if person.screen else set()
    return picture | {Source.SCREEN_AUDIO} if person.screen_audio else picture
