"""Payload types and header extension ids.  Only the worker offers, so that they are the same for everybody and
no packet needs its payload type or extension ids rewritten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from media.rtp import vp8
from media.rtp.payload import av1_starts_key_frame, h264_starts_key_frame, vp9_starts_key_frame

Kind = Literal["audio", "video"]
OPUS, RED = 111, 63
VP8, VP8_RTX, VP9, VP9_RTX, H264, H264_RTX, AV1, AV1_RTX = 96, 97, 98, 99, 102, 103, 45, 46
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
    "audio": (EXT_MID, EXT_TRANSPORT_CC, EXT_AUDIO_LEVEL),
    "video": (EXT_MID, EXT_TRANSPORT_CC, EXT_ORIENTATION),
}
PER_HOP_EXTENSIONS = (EXT_MID, EXT_RID, EXT_REPAIRED_RID)
"""These mean something between the publisher and us only and are blanked before a packet is forwarded.  The
transport-wide number stays in its place and is written over for each viewer."""
RIDS = ("l", "m", "h")
"""Simulcast layers, the smallest first."""


@dataclass(slots=True, frozen=True)
class Codec:
    """``feedback`` is what is offered beside transport-cc, which every codec has."""

    payload_type: int
    name: str
    parameters: str = ""
    feedback: tuple[str, ...] = ()
    rtx: int | None = None
    starts_key_frame: Callable[[bytes | bytearray, int, int], bool] | None = None


_AUDIO_FEEDBACK = ("nack",)
_VIDEO_FEEDBACK = ("goog-remb", "nack", "nack pli", "ccm fir")
CODECS: dict[Kind, tuple[Codec, ...]] = {
    "audio": (
        # Chrome sends redundant audio when RED stands first; each packet then also carries the one before it.
        Codec(RED, "red/48000/2", f"{OPUS}/{OPUS}", _AUDIO_FEEDBACK),
        Codec(OPUS, "opus/48000/2", "minptime=10;useinbandfec=1;usedtx=1", _AUDIO_FEEDBACK),
    ),
    "video": (
        # Chrome would begin at 300 kbit/s and need a quarter of a minute before it sends the largest layer.
        Codec(VP8, "VP8/90000", "x-google-start-bitrate=800", _VIDEO_FEEDBACK, VP8_RTX, vp8.starts_key_frame),
        Codec(VP9, "VP9/90000", "profile-id=0", _VIDEO_FEEDBACK, VP9_RTX, vp9_starts_key_frame),
        Codec(
            H264,
            "H264/90000",
            "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
            _VIDEO_FEEDBACK,
            H264_RTX,
            h264_starts_key_frame,
        ),
        Codec(AV1, "AV1/90000", "level-idx=5;profile=0;tier=0", _VIDEO_FEEDBACK, AV1_RTX, av1_starts_key_frame),
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
    """RTP clock ticks per second."""
    return OPUS_CLOCK if kind == "audio" else VIDEO_CLOCK
