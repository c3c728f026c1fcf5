"""What a viewer gets a second time: packets it asked for, and packets that only test how much fits.

Both travel as retransmissions (RFC 4588) with the numbers that the viewer already knows, so that none is shown twice.
"""

from __future__ import annotations

import secrets
from struct import Struct

from media.fanout.python import rewrite_picture, stamp
from media.fanout.state import Sent
from media.rtp.forwarded import Packet
from media.sfu.allowance import Allowance
from media.sfu.codecs import BY_PAYLOAD_TYPE, CODECS, EXT_TRANSPORT_CC
from media.sfu.consumer import Consumer
from media.sfu.egress import Egress
from media.sfu.stream import without_redundancy
from media.srtp import MAX_PLAIN_BYTES, OUTBOX

_REWRITTEN = Struct("!HII")
_ORIGINAL_SEQUENCE = Struct("!H")
REPAIR_BYTES_PER_SECOND = 400_000
_BURST_BYTES = 200_000
"""No honest client needs more than this; who asks for more gets nothing."""
LOOKUPS_PER_SECOND, _LOOKUPS_BURST = 2000, 4000
"""Packets that a client may ask for, whether they are found or not: one datagram can name eight thousand."""
_REMEMBERED = 512
_PADDING_NUMBER = 17
_PADDING = bytes([0xB0, *bytes(11), 0xBE, 0xDE, 0, 1, EXT_TRANSPORT_CC << 4 | 1, 0, 0, 0, *bytes(254), 255])
"""A packet with one header extension, the transport-wide number, and 255 bytes of padding."""
PROBE_PACKETS = 64
"""How far back packets are taken from for probes."""


class Repair:
    """One viewer's retransmissions, within a budget that its other packets do not share."""

    __slots__ = ("_answered", "_egress", "_lookups", "_octets", "_sequences")

    def __init__(self, egress: Egress) -> None:
        self._egress = egress
        self._sequences: dict[int, int] = {}
        """the last RTX sequence number by RTX SSRC"""
        self._answered: dict[tuple[int, int], float] = {}
        """when a packet was sent again, by SSRC and sequence number"""
        self._octets = Allowance(REPAIR_BYTES_PER_SECOND, _BURST_BYTES)
        self._lookups = Allowance(LOOKUPS_PER_SECOND, _LOOKUPS_BURST)

    def retransmit(self, consumer: Consumer, sequences: tuple[int, ...], now: float, round_trip: float) -> None:
        """Answer a NACK from the stream's history; what is still on its way is not sent again."""
        if consumer.stream is None:
            return
        for sequence in sequences:
            if not self._lookups.take(1, now):
                return
            found = _find(consumer, sequence)
            key = consumer.sent.ssrc, sequence
            if found is None or now - self._answered.get(key, -1.0) < round_trip:
                continue
            packet, place = found
            if not self._octets.take(len(packet.data), now):
                return
            self._remember(key, now)
            if self._send(consumer, packet, sequence, place, now):
                self._egress.counters.nacks_answered += 1

    def probe(self, consumer: Consumer, octets: int, now: float) -> int:
        """Send about so many bytes of recent packets again, or padding if there are none; returns how many."""
        if consumer.sent.rtx_ssrc is None:
            return 0
        sent = 0
        highest = consumer.route.highest
        for number in range(highest, highest - PROBE_PACKETS, -1):
            found = _find(consumer, number & 0xFFFF)
            if found is None or not found[0].transport_cc:
                continue
            packet, place = found
            if self._send(consumer, packet, number & 0xFFFF, place, now):
                sent += len(packet.data)
            if sent >= octets:
                return sent
        return sent or self._pad(consumer, octets, now)

    def _pad(self, consumer: Consumer, octets: int, now: float) -> int:
        """Retransmissions that contain nothing, as browsers send them themselves when they probe."""
        codec = next((codec for codec in CODECS["video"] if consumer.accepts(codec.rtx)), None)
        if codec is None or codec.rtx is None or consumer.sent.rtx_ssrc is None:
            return 0
        sent = 0
        while sent < octets:
            length = len(_PADDING)
            OUTBOX[:length] = _PADDING
            OUTBOX[1] = codec.rtx
            number = self._next_number(consumer.sent.rtx_ssrc)
            _REWRITTEN.pack_into(OUTBOX, 2, number, consumer.state.timestamp, consumer.sent.rtx_ssrc)
            stamp(consumer.state.viewer, _PADDING_NUMBER, length, int(now * 1_000_000) & 0xFFFFFFFF)
            self._egress.rtp(length, video=True)
            sent += length
        return sent

    def _next_number(self, rtx: int) -> int:
        before = self._sequences.get(rtx)
        # Below 2^15 to begin with, so that SRTP agrees on the rollover counter.
        number = secrets.randbelow(1 << 14) if before is None else (before + 1) & 0xFFFF
        self._sequences[rtx] = number
        return number

    def _remember(self, key: tuple[int, int], now: float) -> None:
        if len(self._answered) >= _REMEMBERED:
            del self._answered[next(iter(self._answered))]
        self._answered[key] = now

    def _send(self, consumer: Consumer, packet: Packet, sequence: int, place: Sent, now: float) -> bool:
        """Send ``packet``, which went out as ``sequence``, once more."""
        codec = BY_PAYLOAD_TYPE.get(packet.payload_type)
        rtx = consumer.sent.rtx_ssrc
        if codec is None or len(packet.data) + 2 > MAX_PLAIN_BYTES:
            return False
        if codec.rtx is None:
            return self._repeat(consumer, packet, sequence, place)
        if rtx is None or not consumer.accepts(codec.rtx):
            return False
        data, length = packet.data, len(packet.data)
        OUTBOX[:length] = data
        if packet.descriptor.picture_offset:
            rewrite_picture(packet, place.picture_shift, place.tl0_shift)
        timestamp = (packet.timestamp - consumer.state.timestamp_shift) & 0xFFFFFFFF
        # RFC 4588 section 4: the original sequence number comes before the payload.
        start = packet.payload_offset
        OUTBOX[start + 2 : length + 2] = OUTBOX[start:length]
        _ORIGINAL_SEQUENCE.pack_into(OUTBOX, start, sequence)
        OUTBOX[1] = data[1] & 0x80 | codec.rtx
        length += 2
        _REWRITTEN.pack_into(OUTBOX, 2, self._next_number(rtx), timestamp, rtx)
        if packet.transport_cc:
            stamp(consumer.state.viewer, packet.transport_cc, length, int(now * 1_000_000) & 0xFFFFFFFF)
        self._egress.rtp(length, video=consumer.video)
        return True

    def _repeat(self, consumer: Consumer, packet: Packet, sequence: int, place: Sent) -> bool:
        """Send sound again under its old number, as there is no other for it.  Every byte must be as it was then,
        the transport-wide number too: AES-GCM with one nonce for two messages gives away the key that
        authenticates them (RFC 7714 section 8.4)."""
        length = len(packet.data)
        OUTBOX[:length] = packet.data
        timestamp = (packet.timestamp - consumer.state.timestamp_shift) & 0xFFFFFFFF
        _REWRITTEN.pack_into(OUTBOX, 2, sequence, timestamp, consumer.sent.ssrc)
        if packet.transport_cc and consumer.state.viewer.sent_next:
            if place.transport_number < 0:
                return False
            _ORIGINAL_SEQUENCE.pack_into(OUTBOX, packet.transport_cc, place.transport_number)
        self._egress.rtp(length, video=False)
        return True

    def forget(self, rtx_ssrc: int | None) -> None:
        """A track is no longer sent."""
        if rtx_ssrc is not None:
            self._sequences.pop(rtx_ssrc, None)


def _find(consumer: Consumer, sequence: int) -> tuple[Packet, Sent] | None:
    """The packet that went out under this number, and what was written into it."""
    stream = consumer.stream
    place = consumer.route.origin(sequence)
    if stream is None or place is None:
        return None
    newest = consumer.state.newest
    # The route remembers 32 bits of the ingress number; the history knows all of it.
    packet = stream.history.get(newest - ((newest - place.ingress) & 0xFFFFFFFF))
    if packet is not None and not consumer.accepts(packet.payload_type):
        packet = without_redundancy(packet)
    return None if packet is None else (packet, place)
