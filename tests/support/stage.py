"""A publisher and its viewers in one process: the worker's real parts between plain packets and decrypted ones.

Only ICE, DTLS and the socket are left out.  Time is what the test says it is.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, Literal

from pylibsrtp import Policy, Session

from media.fanout.audience import Fanout
from media.fanout.state import Peer
from media.protocol import Source
from media.rtp import packet, rtcp
from media.rtp.packet import MalformedPacketError
from media.rtp.vp8 import describe
from media.sfu.codecs import BY_PAYLOAD_TYPE, EXT_MID, EXT_RID, EXT_TRANSPORT_CC, PRIMARY_OF_RTX, RIDS, VP8
from media.sfu.consumer import Consumer
from media.sfu.downlink import Downlink
from media.sfu.egress import Counters
from media.sfu.negotiation import Negotiation
from media.sfu.producer import Producer
from media.sfu.uplink import Link, Uplink
from media.srtp import INBOX, SrtpSender

ALL_TYPES = frozenset({*BY_PAYLOAD_TYPE, *PRIMARY_OF_RTX})
MIDS = {Source.MICROPHONE: "0", Source.CAMERA: "1", Source.SCREEN: "2", Source.SCREEN_AUDIO: "3"}
SSRCS = (101, 102, 103)
"""Of the camera's layers, the smallest first."""


def session(direction: int) -> Session:
    """One end of SRTP, set up as after a handshake."""
    policy = Policy(bytes(range(44)), direction, srtp_profile=Policy.SRTP_PROFILE_AEAD_AES_256_GCM)
    policy.allow_repeat_tx = True
    policy.window_size = 1024
    return Session(policy)


class Catcher:
    """A path that keeps what is sent."""

    protocol: Literal["udp", "tcp"] = "udp"
    host, port = "192.0.2.9", 4711
    socket_address = b""

    def __init__(self) -> None:
        self.datagrams: list[bytes] = []

    def send(self, data: bytes | memoryview, *, video: bool = False) -> None:
        self.datagrams.append(bytes(data))

    def release(self) -> None:
        """There is nothing behind it."""


class Publisher:
    """``asked`` holds the RTCP that the publisher got, ``levels`` the audio levels that were heard."""

    def __init__(self) -> None:
        self.asked: list[rtcp.Record] = []
        self.levels: list[int] = []
        self.counters = Counters()
        link = Link(
            self._hear,
            lambda level, _now, _packets: self.levels.append(level),
            lambda _: None,
            Peer(0),
            Fanout(None),
            self.counters,
        )
        self.uplink = Uplink(link)
        self.producers = {source: Producer("publisher", source, paused=False) for source in MIDS}
        self.uplink.producers = {mid: self.producers[source] for source, mid in MIDS.items()}

    def _hear(self, data: bytes) -> None:
        self.asked += rtcp.parse(data)

    @property
    def camera(self) -> Producer:
        return self.producers[Source.CAMERA]

    def send(self, data: bytes, now: float) -> bool:
        """Hand in one packet as it comes out of decryption; false when it was refused."""
        INBOX[: len(data)] = data
        try:
            self.uplink.rtp(len(data), now)
        except MalformedPacketError:
            return False
        return True

    def key_frames_asked(self, ssrc: int) -> int:
        return sum(isinstance(one, rtcp.KeyFrameRequest) and one.ssrc == ssrc for one in self.asked)


class Viewer:
    """Somebody who receives the publisher's sources, as one transport's downlink.  Needs a running loop."""

    def __init__(self, publisher: Publisher, *sources: Source, accepts: frozenset[int] = ALL_TYPES) -> None:
        self.downlink = Downlink(publisher.counters, Negotiation(), lambda: None)
        self.path = Catcher()
        self.downlink.egress.open(SrtpSender(session(Policy.SSRC_ANY_OUTBOUND)))
        self.downlink.egress.select(self.path)
        self._inbound = session(Policy.SSRC_ANY_INBOUND)
        for source in sources or (Source.CAMERA,):
            self.downlink.consume(publisher.producers[source]).accept(accepts, 0.0)

    @property
    def track(self) -> Consumer:
        return self.downlink.consumers[0]

    def received(self) -> list[bytes]:
        """RTP since the last call, decrypted; retransmissions included."""
        datagrams, self.path.datagrams[:] = list(self.path.datagrams), []
        return [self._inbound.unprotect(data) for data in datagrams if not packet.is_rtcp(data[1])]

    def reports(self) -> list[rtcp.Record]:
        """RTCP since the last call."""
        datagrams, self.path.datagrams[:] = list(self.path.datagrams), []
        control = [self._inbound.unprotect_rtcp(data) for data in datagrams if packet.is_rtcp(data[1])]
        return [record for data in control for record in rtcp.parse(data)]


class Layer:
    """Numbers one simulcast layer's VP8 packets as an encoder does."""

    def __init__(self, place: int, start: int = 1000) -> None:
        self.place = place
        self.ssrc = SSRCS[place]
        self.sequence = start
        self.picture = start
        self.tl0 = start
        self.timestamp = start * 7

    def packet(self, *, key: bool = False, begins: bool = True, temporal: int = 0, skip: int = 0) -> bytes:
        """The next packet, ``skip`` numbers later than it would have been; one that begins is of a new picture."""
        self.sequence = (self.sequence + 1 + skip) & 0xFFFF
        if begins:
            self.picture = (self.picture + 1) & 0x7FFF
            self.tl0 += temporal == 0
            self.timestamp = (self.timestamp + 3000) & 0xFFFFFFFF
        head = bytes([0x90 if begins else 0x80, 0xE0]) + (self.picture | 0x8000).to_bytes(2, "big")
        lines = 180 << self.place
        picture = b"\x10\0\0\x9d\x01\x2a\x40\x01" + lines.to_bytes(2, "little") if key else b"\x11\0\0"
        payload = head + bytes([self.tl0 & 0xFF, temporal << 6 | 0x20]) + picture + bytes(100)
        extensions = {
            EXT_MID: MIDS[Source.CAMERA].encode(),
            EXT_RID: RIDS[self.place].encode(),
            EXT_TRANSPORT_CC: b"\0\0",
        }
        return packet.build(
            VP8, self.sequence, self.timestamp, self.ssrc, payload, marker=begins, extensions=extensions
        )


def headers(packets: list[bytes]) -> list[packet.Header]:
    return [packet.parse_header(data, len(data)) for data in packets]


def pictures(packets: list[bytes]) -> list[tuple[int, int]]:
    """Picture id and TL0PICIDX of each VP8 packet."""
    found = [
        describe(data, header.payload_offset, len(data)) for data, header in zip(packets, headers(packets), strict=True)
    ]
    return [(one.picture, one.tl0) for one in found]


def lines_run(action: Callable[[], object]) -> int:
    """How many lines of Python ``action`` runs: the same on every machine, however busy."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        with contextlib.suppress(MalformedPacketError):
            action()
    finally:
        sys.settrace(before)
    return count
