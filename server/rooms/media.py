"""The media of one room: what each person sends and shows, and what the workers tell of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from auth.audit import AuditAction
from auth.throttle import Throttle
from media.protocol import Network, Offer, Pause, Produce, Quality, Source, StopProducing, Tile, Tracks, Watch
from server.rooms.effects import Command, Effects, Send
from server.rooms.participant import Participant, Presence
from server.rooms.people import People
from server.rooms.settings import RoomSettings
from server.rooms.transports import Transports
from server.wire.errors import AppError, Code
from server.wire.messages import PersonChanged, QualityMessage, SpeakersMessage
from server.wire.vocabulary import MediaTile

WATCHES_PER_SECOND = 5.0
WATCH_BURST = 10
"""Our own page says what it shows at most four times a second."""


class RoomMedia:
    """See the module's docstring."""

    def __init__(self, settings: RoomSettings, people: People, now: Callable[[], float]) -> None:
        self.transports = Transports()
        self.speaking: list[str] = []
        """Participant ids of those who are heard, the dominant speaker first."""
        self._settings = settings
        self._people = people
        self._now = now
        self._watches = Throttle(rate=WATCHES_PER_SECOND, burst=WATCH_BURST)

    def open(self, *people: Participant) -> Effects:
        """A fresh transport for each of these.  Those who show their pictures are told of by their new names."""
        effects = [effect for person in people for effect in (*self.transports.open(person), *self._calm(person))]
        new = {person.id for person in people}
        for person in self._people.inside:
            if person.id in new or any(tile.participant in new for tile in person.tiles or ()):
                effects += self._shown(person)
        return effects

    def _calm(self, person: Participant) -> Effects:
        """On a fresh transport nothing is known of the network yet, so nothing is said against it."""
        if person.network is Network.GOOD:
            return []
        person.network = Network.GOOD
        changed = self._people.tell_inside(PersonChanged(person=person.as_person()))
        if person.connection is None:
            return changed
        good = QualityMessage(network=Network.GOOD, round_trip_ms=0, loss_up=0.0, loss_down=0.0, held=[])
        return [*changed, Send(person.connection, good)]

    # --- what people do ------------------------------------------------------------------------------------------

    def set_media(self, person: Participant, *, microphone: bool, camera: bool) -> Effects:
        person.microphone, person.camera = microphone, camera
        if not person.inside:
            return []
        return [
            *self.transports.pauses(person),
            *self._people.tell_inside(PersonChanged(person=person.as_person()), but=person),
        ]

    def share_screen(self, person: Participant, *, active: bool, audio: bool) -> Effects:
        if person.transport is None:
            raise AppError(Code.NO_TRANSPORT)
        transport, before = person.transport, _screen_sources(person)
        person.screen, person.screen_audio = active, active and audio
        after = _screen_sources(person)
        if before == after:
            return []
        effects: Effects = [self._settings.audit(AuditAction.SCREEN_SHARED, person, outcome="on" if active else "off")]
        for source in sorted(before - after):
            effects.append(Command(StopProducing(transport=transport, source=source)))
        for source in sorted(after - before):
            effects.append(Command(Produce(transport=transport, source=source)))
            effects.append(Command(Pause(transport=transport, source=source, paused=False)))
        return [*effects, *self._people.tell_inside(PersonChanged(person=person.as_person()))]

    def watch(self, person: Participant, tiles: list[MediaTile]) -> Effects:
        """The page of this person shows these pictures."""
        if not self._watches.take(person.id, self._now()):
            raise AppError(Code.RATE_LIMITED)
        person.tiles = tiles
        return self._shown(person)

    def _shown(self, person: Participant) -> Effects:
        """What this person's page shows, as the worker knows it: without those who are gone."""
        if person.transport is None or person.tiles is None:
            return []
        found = [(self._people.get(tile.participant), tile) for tile in person.tiles]
        tiles = [
            Tile(
                transport=owner.transport,
                source=Source(tile.source),
                width=tile.width,
                height=tile.height,
                pinned=tile.pinned,
            )
            for owner, tile in found
            if owner is not None and owner.transport is not None and owner is not person
        ]
        return [Command(Watch(transport=person.transport, tiles=tiles))]

    # --- what the workers tell -----------------------------------------------------------------------------------

    def offered(self, offer: Offer) -> Effects:
        return self.transports.offered(offer)

    def tracks_changed(self, tracks: Tracks) -> Effects:
        return self.transports.changed(tracks)

    def measured(self, quality: Quality) -> Effects:
        """How the network of one person does: everybody sees a sign of it, the person all of it."""
        person = self.transports.owner(quality.transport)
        before = person.network if person is not None else None
        effects = self.transports.measured(quality)
        if person is None or person.network is before:
            return effects
        return [*effects, *self._people.tell_inside(PersonChanged(person=person.as_person()))]

    def lost(self, transports: Iterable[str]) -> Effects:
        """These transports are gone (worker died, consent expired): whoever is connected gets a new one."""
        losers = [self.transports.lost(transport) for transport in transports]
        return self.open(*(one for one in losers if one is not None and one.presence is Presence.JOINED))

    def heard(self, transports: Iterable[str]) -> Effects:
        owners = [self.transports.owner(transport) for transport in transports]
        speaking = [person.id for person in owners if person is not None and person.microphone]
        if speaking == self.speaking:
            return []
        self.speaking = speaking
        return self._people.tell_inside(SpeakersMessage(speaking=speaking))


def _screen_sources(person: Participant) -> set[Source]:
    picture = {Source.SCREEN} if person.screen else set()
    return picture | {Source.SCREEN_AUDIO} if person.screen_audio else picture
