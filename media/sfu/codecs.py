"""Payload types and header extension ids.  Only the worker offers, so that they are the same for everybody and
no packet needs its payload type or extension ids rewritten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from media.rtp.payload import h264_starts_key_frame, vp8_starts_key_frame

Kind = Literal["audio", "video"]
OPUS, VP8, VP8_RTX, H264, H264_RTX = 111, 96, 97, 102, 103
OPUS_CLOCK, VIDEO_CLOCK = 48000, 90000

EXT_MID, EXT_RID, EXT_REPAIRED_RID, EXT_TRANSPORT_CC, EXT_AUDIO_LEVEL, EXT_ORIENTATION = 1, 2, 3, 4, 5, 6
_SDES = "urn:ietf:params:rtp-hdrext:sdes:"
EXTENSION_URIS: dict[int, str] = {
    EXT_MID: _SDES + "mid",
    EXT_RID: _SDES + "rtp-stream-id",
    EXT_REPAIRED_RID: _SDES + "repaired-rtp-stream-id",
    EXT_TRANSPORT_CC: "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
    EXT_AUDIO_LEVEL: "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    EXT_ORIENTATION: "urn:3gpp:video-orientation",
}
PUBLISHED_EXTENSIONS: dict[Kind, tuple[int, ...]] = {
    "audio": (EXT_MID, EXT_TRANSPORT_CC, EXT_AUDIO_LEVEL),
    "video": (EXT_MID, EXT_RID, EXT_REPAIRED_RID, EXT_TRANSPORT_CC, EXT_ORIENTATION),
}
FORWARDED_EXTENSIONS: dict[Kind, tuple[int, ...]] = {
    "audio": (EXT_MID, EXT_AUDIO_LEVEL),
    "video": (EXT_MID, EXT_ORIENTATION),
}
PER_HOP_EXTENSIONS = (EXT_MID, EXT_RID, EXT_REPAIRED_RID, EXT_TRANSPORT_CC)
"""These mean something between the publisher and us only and are blanked before a packet is forwarded."""


@dataclass(slots=True, frozen=True)
class Codec:
    """``feedback`` excludes transport-cc, which is offered only where we answer it."""

    payload_type: int
    name: str
    parameters: str = ""
    feedback: tuple[str, ...] = ()
    rtx: int | None = None
    starts_key_frame: Callable[[bytes | bytearray, int, int], bool] | None = None


_VIDEO_FEEDBACK = ("nack", "nack pli", "ccm fir")
CODECS: dict[Kind, tuple[Codec, ...]] = {
    "audio": (Codec(OPUS, "opus/48000/2", "minptime=10;useinbandfec=1;usedtx=1"),),
    "video": (
        Codec(VP8, "VP8/90000", "", _VIDEO_FEEDBACK, VP8_RTX, vp8_starts_key_frame),
        Codec(
            H264,
            "H264/90000",
            "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
            _VIDEO_FEEDBACK,
            H264_RTX,
            h264_starts_key_frame,
        ),
    ),
}
BY_PAYLOAD_TYPE: dict[int, Codec] = {codec.payload_type: codec for codecs in CODECS.values() for codec in codecs}
PRIMARY_OF_RTX: dict[int, int] = {
    codec.rtx: number for number, codec in BY_PAYLOAD_TYPE.items() if codec.rtx is not None
}


PRIMARY_TYPES: dict[Kind, frozenset[int]] = {
    kind: frozenset(codec.payload_type for codec in codecs) for kind, codecs in CODECS.items()
}


def clock_rate(kind: Kind) -> int:
    return OPUS_CLOCK if kind == "audio" else VIDEO_CLOCK
