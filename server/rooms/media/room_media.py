"""The media of one room: what each person sends and shows, and what the workers tell of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from auth.limits.throttle import Throttle
from media.protocol import Network, Offer, Quality, Source, Tile, Tracks, Watch
from server.rooms.effects import Command, Effects, Send
from server.rooms.media.speaking import SpeakingTime
from server.rooms.media.transports import Transports
from server.rooms.participant import Participant, Presence
from server.rooms.people import People
from server.wire.errors import AppError, Code
from server.wire.room.breakouts import MAIN
from server.wire.room.media import MediaTile, QualityMessage, SpeakersMessage
from server.wire.room.moderation import SpeakingTimes

WATCHES_PER_SECOND = 5.0
WATCH_BURST = 10
"""Our own page says what it shows at most four times a second."""


class RoomMedia:
    """See the module's docstring."""

    def __init__(self, people: People, now: Callable[[], float]) -> None:
        self.transports = Transports()
        self._speaking: dict[str, list[str]] = {}
        """By place: participant ids of those who are heard, the dominant speaker first."""
        self._times = SpeakingTime()
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
        changed = self._people.tell_changed_near(person)
        if person.connection is None:
            return changed
        good = QualityMessage(network=Network.GOOD, round_trip_ms=0, loss_up=0.0, loss_down=0.0, held=[])
        return [*changed, Send(person.connection, good)]

    # --- what people do ------------------------------------------------------------------------------------------

    def set_media(self, person: Participant, *, microphone: bool, camera: bool) -> Effects:
        """A microphone that a host has turned off stays off until the page has said once that it is: what it said
        before it knew turns nothing on."""
        if not microphone:
            person.muted_by = None
        person.microphone, person.camera = microphone and person.muted_by is None, camera
        if not person.inside:
            return []
        return [*self.transports.pauses(person), *self._people.tell_changed_near(person, but=person)]

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
            if owner is not None and owner.transport is not None and owner is not person and owner.place == person.place
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
        return [*effects, *self._people.tell_changed_near(person)]

    def lost(self, transports: Iterable[str]) -> Effects:
        """These transports are gone (worker died, consent expired): whoever is connected gets a new one."""
        losers = [self.transports.lost(transport) for transport in transports]
        return self.open(*(one for one in losers if one is not None and one.presence is Presence.JOINED))

    def heard(self, transports: Iterable[str], place: str = MAIN) -> Effects:
        owners = [self.transports.owner(transport) for transport in transports]
        there = [person for person in owners if person is not None and person.place == place]
        speaking = [person.id for person in there if person.microphone]
        if speaking == self.speaking_in(place):
            return []
        self._speaking[place] = speaking
        self._times.heard([one for heard in self._speaking.values() for one in heard], self._now())
        return self._people.tell_place(place, SpeakersMessage(speaking=speaking))

    # --- who speaks ----------------------------------------------------------------------------------------------

    def speaking_in(self, place: str) -> list[str]:
        return self._speaking.get(place, [])

    def speaking_times(self, by: Participant) -> Effects:
        """To the host who asks; nobody else is told, and it is not kept."""
        seconds = {who: time for who, time in self._times.seconds(self._now()).items() if self._people.get(who)}
        return self._people.tell(by, SpeakingTimes(seconds=seconds))

    def forget(self, person: Participant) -> None:
        """The person has left this place."""
        for speaking in self._speaking.values():
            if person.id in speaking:
                speaking.remove(person.id)
        self._times.heard([one for heard in self._speaking.values() for one in heard], self._now())
