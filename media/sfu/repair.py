"""What a viewer gets a second time: packets it asked for, and packets that only test how much fits.

Both travel as retransmissions (RFC 4588) with the numbers that the viewer already knows, so that none is shown twice.
"""

from __future__ import annotations

import secrets
from struct import Struct
from typing import TYPE_CHECKING

from media.fanout.python import rewrite_picture, stamp
from media.net.srtp import MAX_PLAIN_BYTES, OUTBOX
from media.rtp.history import Packet
from media.sfu.codecs import BY_PAYLOAD_TYPE

if TYPE_CHECKING:
    from media.sfu.consumer import Consumer
    from media.sfu.egress import Egress

_REWRITTEN = Struct("!HII")
_ORIGINAL_SEQUENCE = Struct("!H")
REPAIR_BYTES_PER_SECOND = 400_000
_BURST_BYTES = 200_000
"""No honest client needs more than this; who asks for more gets nothing."""
_REMEMBERED = 512
PROBE_PACKETS = 64
"""How far back packets are taken from for probes."""


class Repair:
    """One viewer's retransmissions, within a budget that its other packets do not share."""

    __slots__ = ("_answered", "_budget", "_egress", "_refilled_at", "_sequences")

    def __init__(self, egress: Egress) -> None:
        self._egress = egress
        self._sequences: dict[int, int] = {}
        """the last RTX sequence number by RTX SSRC"""
        self._answered: dict[tuple[int, int], float] = {}
        """when a packet was sent again, by SSRC and sequence number"""
        self._budget = float(_BURST_BYTES)
        self._refilled_at = 0.0

    def retransmit(self, consumer: Consumer, sequences: tuple[int, ...], now: float, round_trip: float) -> None:
        """Answer a NACK from the stream's history; what is still on its way is not sent again."""
        if consumer.stream is None:
            return
        self._refill(now)
        for sequence in sequences:
            found = _find(consumer, sequence)
            key = consumer.sent.ssrc, sequence
            if found is None or now - self._answered.get(key, -1.0) < round_trip:
                continue
            packet, picture_shift, tl0_shift = found
            if self._budget < len(packet.data):
                return
            self._remember(key, now)
            self._budget -= len(packet.data)
            self._egress.counters.nacks_answered += 1
            self._send(consumer, packet, sequence, (picture_shift, tl0_shift), now)

    def probe(self, consumer: Consumer, octets: int, now: float) -> int:
        """Send about so many bytes of recent packets again; returns how many were sent."""
        if consumer.stream is None or consumer.sent.rtx_ssrc is None:
            return 0
        sent = 0
        highest = consumer.route.highest
        for number in range(highest, highest - PROBE_PACKETS, -1):
            found = _find(consumer, number & 0xFFFF)
            if found is None or not found[0].transport_cc:
                continue
            packet, picture_shift, tl0_shift = found
            self._send(consumer, packet, number & 0xFFFF, (picture_shift, tl0_shift), now)
            sent += len(packet.data)
            if sent >= octets:
                break
        return sent

    def _refill(self, now: float) -> None:
        earned = (now - self._refilled_at) * REPAIR_BYTES_PER_SECOND
        self._budget = min(float(_BURST_BYTES), self._budget + earned)
        self._refilled_at = now

    def _remember(self, key: tuple[int, int], now: float) -> None:
        if len(self._answered) >= _REMEMBERED:
            del self._answered[next(iter(self._answered))]
        self._answered[key] = now

    def _send(self, consumer: Consumer, packet: Packet, sequence: int, shifts: tuple[int, int], now: float) -> None:
        codec = BY_PAYLOAD_TYPE.get(packet.payload_type)
        if codec is None:
            return
        data, length = packet.data, len(packet.data)
        OUTBOX[:length] = data
        if packet.descriptor.picture_offset:
            rewrite_picture(packet, *shifts)
        timestamp = (packet.timestamp - consumer.state.timestamp_shift) & 0xFFFFFFFF
        rtx = consumer.sent.rtx_ssrc
        if rtx is not None and codec.rtx is not None and consumer.accepts(codec.rtx):
            if length + 2 > MAX_PLAIN_BYTES:
                return
            # RFC 4588 section 4: the original sequence number comes before the payload.
            start = packet.payload_offset
            OUTBOX[start + 2 : length + 2] = OUTBOX[start:length]
            _ORIGINAL_SEQUENCE.pack_into(OUTBOX, start, sequence)
            OUTBOX[1] = data[1] & 0x80 | codec.rtx
            length += 2
            before = self._sequences.get(rtx)
            # Below 2^15, so that SRTP agrees on the rollover counter.
            number = secrets.randbelow(1 << 14) if before is None else (before + 1) & 0xFFFF
            self._sequences[rtx] = number
            _REWRITTEN.pack_into(OUTBOX, 2, number, timestamp, rtx)
        else:
            _REWRITTEN.pack_into(OUTBOX, 2, sequence, timestamp, consumer.sent.ssrc)
        if packet.transport_cc:
            stamp(consumer.state.viewer, packet.transport_cc, length, int(now * 1_000_000) & 0xFFFFFFFF)
        self._egress.rtp(length, video=consumer.video)

    def forget(self, rtx_ssrc: int | None) -> None:
        """A track is no longer sent."""
        if rtx_ssrc is not None:
            self._sequences.pop(rtx_ssrc, None)


def _find(consumer: Consumer, sequence: int) -> tuple[Packet, int, int] | None:
    """The packet that went out under this number, with the shifts of its picture."""
    stream = consumer.stream
    origin = consumer.route.origin(sequence)
    if stream is None or origin is None:
        return None
    index, picture_shift, tl0_shift = origin
    newest = consumer.state.newest
    # The route remembers 32 bits of the ingress number; the history knows all of it.
    packet = stream.history.get(newest - ((newest - index) & 0xFFFFFFFF))
    return None if packet is None else (packet, picture_shift, tl0_shift)
