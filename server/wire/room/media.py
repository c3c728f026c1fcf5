"""Picture and sound: negotiation with the media server, what is on and what is looked at."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from media.protocol import Network, Source
from server.wire.room.base import ClientMessage, ServerMessage
from server.wire.vocabulary import Id, Sdp

MAX_TILES = 64

Pixels = Annotated[int, Meta(ge=0, le=8192)]


class MediaTrack(msgspec.Struct, frozen=True, kw_only=True):
    """Whose picture or sound the m-line ``mid`` of an offer carries."""

    mid: str
    participant: str
    source: Source


class MediaTile(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One picture that a client shows at the moment: whose, and how large in physical pixels."""

    participant: Id
    source: Literal["camera", "screen"]
    width: Pixels
    height: Pixels
    pinned: bool
    """Chosen by the person, or a shared screen: it comes before the active speaker's picture."""


# --- client to server -------------------------------------------------------------------------------------------


class AnswerMessage(ClientMessage, tag="answer", frozen=True, kw_only=True):
    transport: Id
    revision: Annotated[int, Meta(ge=0, le=2**31)]
    sdp: Sdp


class RestartIceMessage(ClientMessage, tag="restart_ice", frozen=True, kw_only=True):
    """The network changed; the server answers with an offer that carries fresh ICE credentials."""

    transport: Id


class SetMedia(ClientMessage, tag="set_media", frozen=True, kw_only=True):
    """Mute and camera state; the server enforces it in the media worker and tells the others."""

    microphone: bool
    camera: bool


class ShareScreen(ClientMessage, tag="share_screen", frozen=True, kw_only=True):
    active: bool
    audio: bool = False


class Watch(ClientMessage, tag="watch", frozen=True, kw_only=True):
    """All pictures that the page shows at the moment; others are not sent.  A page that nobody looks at shows none
    and still hears everything."""

    tiles: Annotated[list[MediaTile], Meta(max_length=MAX_TILES)]


FromClient = AnswerMessage | RestartIceMessage | SetMedia | ShareScreen | Watch

# --- server to client -------------------------------------------------------------------------------------------


class OfferMessage(ServerMessage, tag="offer", frozen=True, kw_only=True):
    """An SDP offer.  A transport id that the client does not know means: start a new RTCPeerConnection and drop
    the old one.  ``publish`` names the mid for each of the client's own sources."""

    transport: str
    revision: int
    sdp: str
    publish: dict[Source, str]
    tracks: list[MediaTrack]


class TracksMessage(ServerMessage, tag="tracks", frozen=True, kw_only=True):
    """The m-lines of this transport carry others from now on, without a new offer.  As in an offer, the list is
    complete."""

    transport: str
    tracks: list[MediaTrack]


class QualityMessage(ServerMessage, tag="quality", frozen=True, kw_only=True):
    """The person's own network as the media worker measures it.  Losses are fractions of the last seconds' packets,
    from and to the person; ``held`` names pictures that the page shows and that have no room on the way to it."""

    network: Network
    round_trip_ms: int
    loss_up: float
    loss_down: float
    held: list[MediaTrack]


class SpeakersMessage(ServerMessage, tag="speakers", frozen=True, kw_only=True):
    """Participant ids of those who are heard, the dominant speaker first."""

    speaking: list[str]


FromServer = OfferMessage | TracksMessage | QualityMessage | SpeakersMessage
