"""The media transports of one room: which participant each belongs to, and the offer that waits for an answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from auth.crypto.links import mint_id
from media.protocol import Offer, Pause, Produce, Quality, Source, Track, Tracks
from server.rooms.effects import CloseTransport, Command, Effects, OpenTransport, Send
from server.rooms.participant import Participant
from server.wire.room.media import MediaTrack, OfferMessage, QualityMessage, TracksMessage


@dataclass(slots=True)
class Transports:
    """A participant has at most one transport.  The latest unanswered offer and what was said of the transport since
    are kept, so that a person who comes back on a new socket with the same transport gets them again."""

    _owner: dict[str, Participant] = field(default_factory=dict)
    _pending: dict[str, Offer] = field(default_factory=dict)
    _tracks: dict[str, Tracks] = field(default_factory=dict)
    _quality: dict[str, Quality] = field(default_factory=dict)

    def owner(self, transport: str) -> Participant | None:
        return self._owner.get(transport)

    def open(self, participant: Participant) -> Effects:
        """A fresh transport for this participant; the old one, if any, goes."""
        effects = self.close(participant)
        transport = mint_id()
        participant.transport = transport
        self._owner[transport] = participant
        effects.append(OpenTransport(transport, participant.place))
        effects += self.pauses(participant)
        if participant.screen:
            effects.append(Command(Produce(transport=transport, source=Source.SCREEN)))
            effects.append(Command(Pause(transport=transport, source=Source.SCREEN, paused=False)))
        if participant.screen and participant.screen_audio:
            effects.append(Command(Produce(transport=transport, source=Source.SCREEN_AUDIO)))
            effects.append(Command(Pause(transport=transport, source=Source.SCREEN_AUDIO, paused=False)))
        return effects

    def pauses(self, participant: Participant) -> Effects:
        """What the worker must drop and let through of this participant's microphone and camera."""
        if participant.transport is None:
            return []
        wanted = ((Source.MICROPHONE, participant.microphone), (Source.CAMERA, participant.camera))
        return [Command(Pause(transport=participant.transport, source=source, paused=not on)) for source, on in wanted]

    def close(self, participant: Participant) -> Effects:
        transport = participant.transport
        if transport is None:
            return []
        self.lost(transport)
        return [CloseTransport(transport)]

    def lost(self, transport: str) -> Participant | None:
        """The worker no longer has this transport; answers whose it was."""
        self._pending.pop(transport, None)
        self._tracks.pop(transport, None)
        self._quality.pop(transport, None)
        participant = self._owner.pop(transport, None)
        if participant is not None and participant.transport == transport:
            participant.transport = None
        return participant

    def offered(self, offer: Offer) -> Effects:
        participant = self._owner.get(offer.transport)
        if participant is None:
            return []
        self._pending[offer.transport] = offer
        self._tracks.pop(offer.transport, None)
        return self._send_offer(participant)

    def changed(self, tracks: Tracks) -> Effects:
        """The m-lines of a transport carry others than its last offer said."""
        participant = self._owner.get(tracks.transport)
        if participant is None:
            return []
        self._tracks[tracks.transport] = tracks
        return self._send_tracks(participant)

    def measured(self, quality: Quality) -> Effects:
        """How the network of a transport does, to the person alone."""
        participant = self._owner.get(quality.transport)
        if participant is None:
            return []
        participant.network = quality.network
        self._quality[quality.transport] = quality
        return self._send_quality(participant)

    def resend(self, participant: Participant) -> Effects:
        """The unanswered offer and all news since, to where the participant is connected now."""
        return [
            *self._send_offer(participant),
            *self._send_tracks(participant),
            *self._send_quality(participant),
        ]

    def _send_offer(self, participant: Participant) -> Effects:
        offer = self._pending.get(participant.transport or "")
        if offer is None or participant.connection is None:
            return []
        message = OfferMessage(
            transport=offer.transport,
            revision=offer.revision,
            sdp=offer.sdp,
            publish=offer.publish,
            tracks=self._named(offer.tracks, participant),
        )
        return [Send(participant.connection, message)]

    def _send_tracks(self, participant: Participant) -> Effects:
        changed = self._tracks.get(participant.transport or "")
        if changed is None or participant.connection is None:
            return []
        message = TracksMessage(transport=changed.transport, tracks=self._named(changed.tracks, participant))
        return [Send(participant.connection, message)]

    def _send_quality(self, participant: Participant) -> Effects:
        quality = self._quality.get(participant.transport or "")
        if quality is None or participant.connection is None:
            return []
        message = QualityMessage(
            network=quality.network,
            round_trip_ms=quality.round_trip_ms,
            loss_up=quality.loss_up,
            loss_down=quality.loss_down,
            held=self._named(quality.held, participant),
        )
        return [Send(participant.connection, message)]

    def _named(self, tracks: Iterable[Track], viewer: Participant) -> list[MediaTrack]:
        """Tracks by the people whose they are; those of people who are gone or elsewhere are left out."""
        owners = [(track, self._owner.get(track.transport)) for track in tracks]
        return [
            MediaTrack(mid=track.mid, participant=owner.id, source=track.source)
            for track, owner in owners
            if owner is not None and owner.place == viewer.place
        ]

    def answered(self, transport: str, revision: int) -> None:
        offer = self._pending.get(transport)
        if offer is not None and offer.revision == revision:
            del self._pending[transport]
