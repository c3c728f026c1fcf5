"""RTCP as typed records, both ways: compound and reduced-size (RFC 3550, RFC 4585, RFC 5104, RFC 5506).

Parsing is generic: unknown types are skipped by their length, and a packet that lies about its length ends the
parse with :class:`MalformedRtcpError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from struct import Struct

SR, RR, SDES, BYE, RTPFB, PSFB = 200, 201, 202, 203, 205, 206
FMT_NACK, FMT_TRANSPORT_CC = 1, 15
FMT_PLI, FMT_FIR, FMT_APPLICATION = 1, 4, 15
MAX_REPORTS = 31

_WORD = Struct("!I")
_TWO_WORDS = Struct("!II")
_SENDER_INFO = Struct("!IIIII")
_REPORT = Struct("!IIIIII")
_NACK_ITEM = Struct("!HH")


class MalformedRtcpError(ValueError):
    """The bytes are no RTCP."""


@dataclass(slots=True, frozen=True)
class Report:
    """A reception report block; ``last_sr`` and ``delay`` count 1/65536 s, ``jitter`` RTP clock ticks."""

    ssrc: int
    fraction_lost: int
    lost: int
    highest: int
    jitter: int
    last_sr: int
    delay: int


@dataclass(slots=True, frozen=True)
class SenderReport:
    """``ntp`` is the 64-bit NTP time at which ``timestamp`` was sampled."""

    ssrc: int
    ntp: int
    timestamp: int
    packets: int
    octets: int
    reports: tuple[Report, ...] = ()


@dataclass(slots=True, frozen=True)
class ReceiverReport:
    """How a stream arrives (RFC 3550 section 6.4.2)."""

    ssrc: int
    reports: tuple[Report, ...] = ()


@dataclass(slots=True, frozen=True)
class Bye:
    """Sources that end (RFC 3550 section 6.6)."""

    ssrcs: tuple[int, ...]


@dataclass(slots=True, frozen=True)
class Nack:
    """Packets that are asked for again (RFC 4585 section 6.2.1)."""

    sender: int
    ssrc: int
    sequences: tuple[int, ...]


@dataclass(slots=True, frozen=True)
class KeyFrameRequest:
    """PLI (``sequence`` is ``None``) or one entry of a FIR, whose SSRC stands in the FCI."""

    sender: int
    ssrc: int
    sequence: int | None = None


@dataclass(slots=True, frozen=True)
class TransportFeedback:
    """Transport-wide congestion control feedback; ``fci`` is read by :mod:`media.rtp.twcc`."""

    sender: int
    ssrc: int
    fci: bytes


@dataclass(slots=True, frozen=True)
class Remb:
    """Receiver estimated maximum bitrate in bit/s (draft-alvestrand-rmcat-remb-03)."""

    sender: int
    bitrate: int
    ssrcs: tuple[int, ...]


Record = SenderReport | ReceiverReport | Bye | Nack | KeyFrameRequest | TransportFeedback | Remb


def parse(data: bytes | bytearray | memoryview) -> list[Record]:
    """All records of one RTCP datagram.  Raises :class:`MalformedRtcpError`, never anything else."""
    data = bytes(data)
    records: list[Record] = []
    offset = 0
    while offset < len(data):
        if offset + 4 > len(data) or data[offset] >> 6 != 2:
            raise MalformedRtcpError("no RTCP header")
        end = offset + 4 + 4 * int.from_bytes(data[offset + 2 : offset + 4], "big")
        if end > len(data):
            raise MalformedRtcpError("longer than the datagram")
        body = data[offset + 4 : end]
        if data[offset] & 0x20:
            body = _without_padding(body)
        reader = _READERS.get(data[offset + 1])
        if reader is not None:
            records.extend(reader(data[offset] & 0x1F, body))
        offset = end
    return records


def _without_padding(body: bytes) -> bytes:
    if not body or body[-1] == 0 or body[-1] > len(body):
        raise MalformedRtcpError("impossible padding")
    return body[: -body[-1]]


def _need(body: bytes, size: int) -> None:
    if len(body) < size:
        raise MalformedRtcpError("cut off")


def _read_reports(body: bytes, offset: int, count: int) -> tuple[Report, ...]:
    _need(body, offset + count * 24)
    reports = []
    for position in range(offset, offset + count * 24, 24):
        ssrc, loss, highest, jitter, last_sr, delay = _REPORT.unpack_from(body, position)
        lost = (loss & 0xFFFFFF) - (0x1000000 if loss & 0x800000 else 0)
        reports.append(Report(ssrc, loss >> 24, lost, highest, jitter, last_sr, delay))
    return tuple(reports)


def _read_sr(count: int, body: bytes) -> Iterable[Record]:
    _need(body, 24)
    ssrc, high, low, timestamp, packets = _SENDER_INFO.unpack_from(body)
    (octets,) = _WORD.unpack_from(body, 20)
    yield SenderReport(ssrc, high << 32 | low, timestamp, packets, octets, _read_reports(body, 24, count))


def _read_rr(count: int, body: bytes) -> Iterable[Record]:
    _need(body, 4)
    yield ReceiverReport(_WORD.unpack_from(body)[0], _read_reports(body, 4, count))


def _read_bye(count: int, body: bytes) -> Iterable[Record]:
    _need(body, 4 * count)
    yield Bye(tuple(_WORD.unpack_from(body, 4 * i)[0] for i in range(count)))


def _read_rtpfb(fmt: int, body: bytes) -> Iterable[Record]:
    _need(body, 8)
    sender, ssrc = _TWO_WORDS.unpack_from(body)
    if fmt == FMT_TRANSPORT_CC:
        yield TransportFeedback(sender, ssrc, body[8:])
    elif fmt == FMT_NACK:
        sequences: list[int] = []
        for offset in range(8, len(body) - 3, 4):
            first, mask = _NACK_ITEM.unpack_from(body, offset)
            sequences.append(first)
            sequences.extend((first + bit + 1) & 0xFFFF for bit in range(16) if mask >> bit & 1)
        yield Nack(sender, ssrc, tuple(sequences))


def _read_psfb(fmt: int, body: bytes) -> Iterable[Record]:
    _need(body, 8)
    sender, ssrc = _TWO_WORDS.unpack_from(body)
    if fmt == FMT_PLI:
        yield KeyFrameRequest(sender, ssrc)
    elif fmt == FMT_FIR:
        for offset in range(8, len(body) - 7, 8):
            yield KeyFrameRequest(sender, _WORD.unpack_from(body, offset)[0], body[offset + 4])
    elif fmt == FMT_APPLICATION and body[8:12] == b"REMB":
        _need(body, 16)
        count, exponent, mantissa = body[12], body[13] >> 2, (body[13] & 3) << 16 | body[14] << 8 | body[15]
        _need(body, 16 + 4 * count)
        yield Remb(sender, mantissa << exponent, tuple(_WORD.unpack_from(body, 16 + 4 * i)[0] for i in range(count)))


_READERS: dict[int, Callable[[int, bytes], Iterable[Record]]] = {
    SR: _read_sr,
    RR: _read_rr,
    BYE: _read_bye,
    RTPFB: _read_rtpfb,
    PSFB: _read_psfb,
}


def _pack(kind: int, count: int, body: bytes) -> bytes:
    body += bytes(-len(body) % 4)
    return bytes([0x80 | count, kind]) + (len(body) // 4).to_bytes(2, "big") + body


def _pack_reports(reports: tuple[Report, ...]) -> bytes:
    if len(reports) > MAX_REPORTS:
        raise ValueError("too many report blocks for one packet")
    return b"".join(
        _REPORT.pack(r.ssrc, r.fraction_lost << 24 | r.lost & 0xFFFFFF, r.highest, r.jitter, r.last_sr, r.delay)
        for r in reports
    )


def build_sr(report: SenderReport) -> bytes:
    """A sender report (RFC 3550 section 6.4.1) as bytes."""
    info = _SENDER_INFO.pack(report.ssrc, report.ntp >> 32, report.ntp & 0xFFFFFFFF, report.timestamp, report.packets)
    return _pack(SR, len(report.reports), info + _WORD.pack(report.octets) + _pack_reports(report.reports))


def build_rr(report: ReceiverReport) -> bytes:
    """A receiver report (RFC 3550 section 6.4.2) as bytes."""
    return _pack(RR, len(report.reports), _WORD.pack(report.ssrc) + _pack_reports(report.reports))


def build_sdes(ssrc: int, cname: str) -> bytes:
    """One chunk with a CNAME (at most 255 bytes); the item list ends with a zero byte."""
    name = cname.encode()
    return _pack(SDES, 1, _WORD.pack(ssrc) + bytes([1, len(name)]) + name + b"\0")


def build_bye(ssrcs: tuple[int, ...]) -> bytes:
    """A goodbye (RFC 3550 section 6.6) as bytes."""
    return _pack(BYE, len(ssrcs), b"".join(_WORD.pack(ssrc) for ssrc in ssrcs))


def build_nack(sender: int, ssrc: int, sequences: Iterable[int]) -> bytes:
    """Pack the numbers (in the order in which they were sent) into as few PID + bit mask pairs as possible."""
    items: list[list[int]] = []
    for number in sequences:
        distance = (number - items[-1][0]) & 0xFFFF if items else 0
        if items and 1 <= distance <= 16:
            items[-1][1] |= 1 << distance - 1
        elif not items or distance:
            items.append([number, 0])
    return _pack(RTPFB, FMT_NACK, _TWO_WORDS.pack(sender, ssrc) + b"".join(_NACK_ITEM.pack(*item) for item in items))


def build_pli(sender: int, ssrc: int) -> bytes:
    """A picture loss indication (RFC 4585 section 6.3.1) as bytes."""
    return _pack(PSFB, FMT_PLI, _TWO_WORDS.pack(sender, ssrc))


def build_fir(sender: int, ssrc: int, sequence: int) -> bytes:
    """A full intra request (RFC 5104 section 4.3.1) as bytes."""
    return _pack(PSFB, FMT_FIR, _TWO_WORDS.pack(sender, 0) + _WORD.pack(ssrc) + bytes([sequence & 0xFF, 0, 0, 0]))


def build_transport_feedback(sender: int, ssrc: int, fci: bytes) -> bytes:
    """``fci`` as from :mod:`media.rtp.twcc`; padding is zeros, which every reader ignores behind the deltas."""
    return _pack(RTPFB, FMT_TRANSPORT_CC, _TWO_WORDS.pack(sender, ssrc) + fci)


def build_remb(sender: int, bitrate: int, ssrcs: tuple[int, ...]) -> bytes:
    """A receiver's estimate of the maximum bitrate (draft-alvestrand-rmcat-remb) as bytes."""
    exponent = max(0, bitrate.bit_length() - 18)
    mantissa = bitrate >> exponent
    head = bytes([len(ssrcs), exponent << 2 | mantissa >> 16, mantissa >> 8 & 0xFF, mantissa & 0xFF])
    return _pack(PSFB, FMT_APPLICATION, _TWO_WORDS.pack(sender, 0) + b"REMB" + head + b"".join(map(_WORD.pack, ssrcs)))
