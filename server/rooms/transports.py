"""The media transports of one room: which participant each belongs to, and the offer that waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from auth.links import mint_id
from media.protocol import Offer, Pause, Produce, Source
from server.rooms.effects import CloseTransport, Command, Effects, OpenTransport, Send
from server.rooms.participant import Participant
from server.wire.messages import OfferMessage
from server.wire.vocabulary import MediaTrack


@dataclass(slots=True)
class Transports:
    """A participant has at most one transport.  The latest unanswered offer is kept, so that a person who comes
    back on a new socket with the same transport gets it again."""

    _owner: dict[str, Participant] = field(default_factory=dict)
    _pending: dict[str, Offer] = field(default_factory=dict)

    def owner(self, transport: str) -> Participant | None:
        return self._owner.get(transport)

    def open(self, participant: Participant) -> Effects:
        """A fresh transport for this participant; the old one, if any, goes."""
        effects = self.close(participant)
        transport = mint_id()
        participant.transport = transport
        self._owner[transport] = participant
        effects.append(OpenTransport(transport))
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
        participant = self._owner.pop(transport, None)
        if participant is not None and participant.transport == transport:
            participant.transport = None
        return participant

    def offered(self, offer: Offer) -> Effects:
        participant = self._owner.get(offer.transport)
        if participant is None:
            return []
        self._pending[offer.transport] = offer
        return self.resend(participant)

    def resend(self, participant: Participant) -> Effects:
        """The unanswered offer, to where the participant is connected now."""
        offer = self._pending.get(participant.transport or "")
        if offer is None or participant.connection is None:
            return []
        tracks = [
            MediaTrack(mid=track.mid, participant=self._owner[track.transport].id, source=track.source)
            for track in offer.tracks
            if track.transport in self._owner
        ]
        message = OfferMessage(
            transport=offer.transport, revision=offer.revision, sdp=offer.sdp, publish=offer.publish, tracks=tracks
        )
        return [Send(participant.connection, message)]

    def answered(self, transport: str, revision: int) -> None:
        offer = self._pending.get(transport)
        if offer is not None and offer.revision == revision:
            del self._pending[transport]
