"""RTP headers read and patched in place (RFC 3550 section 5.1, RFC 8285 header extensions)."""

from __future__ import annotations

from struct import Struct

FIXED_HEADER = Struct("!BBHII")
MIN_HEADER = 12
_ONE_BYTE_PROFILE = 0xBEDE
_TWO_BYTE_PROFILE = 0x1000


class MalformedPacketError(ValueError):
    """The bytes are no RTP packet that could be forwarded."""


class Header:
    """Where things are in one RTP packet; offsets count bytes from its start.

    ``extensions`` maps an extension id to (offset, length) of its data, without the element's own header.
    """

    __slots__ = (
        "extensions",
        "marker",
        "payload_end",
        "payload_offset",
        "payload_type",
        "sequence",
        "ssrc",
        "timestamp",
    )

    def __init__(self, payload_type: int, marker: bool, sequence: int, timestamp: int, ssrc: int) -> None:
        self.payload_type = payload_type
        self.marker = marker
        self.sequence = sequence
        self.timestamp = timestamp
        self.ssrc = ssrc
        self.payload_offset = MIN_HEADER
        self.payload_end = MIN_HEADER
        self.extensions: dict[int, tuple[int, int]] = {}

    @property
    def empty(self) -> bool:
        """Whether the packet carries padding only, as probes do."""
        return self.payload_end == self.payload_offset


def is_rtcp(second_byte: int) -> bool:
    """Tell RTCP from RTP on one port by the second byte (RFC 5761 section 4)."""
    return 192 <= second_byte <= 223


def parse_header(data: bytes | bytearray, length: int) -> Header:
    """Read the header of the packet in ``data[:length]``.  Raises :class:`MalformedPacketError`."""
    if length < MIN_HEADER or length > len(data):
        raise MalformedPacketError("shorter than an RTP header")
    first, second, sequence, timestamp, ssrc = FIXED_HEADER.unpack_from(data)
    if first >> 6 != 2:
        raise MalformedPacketError("not RTP version 2")
    header = Header(second & 0x7F, second > 0x7F, sequence, timestamp, ssrc)
    offset = MIN_HEADER + 4 * (first & 0x0F)
    if first & 0x10:
        offset = _read_extensions(data, length, offset, header.extensions)
    end = length
    if first & 0x20:
        end -= data[length - 1]
        if data[length - 1] == 0:
            raise MalformedPacketError("padding of no length")
    if offset > end:
        raise MalformedPacketError("header or padding longer than the packet")
    header.payload_offset = offset
    header.payload_end = end
    return header


def _read_extensions(data: bytes | bytearray, length: int, offset: int, found: dict[int, tuple[int, int]]) -> int:
    """Fill ``found`` from the extension block at ``offset`` and return the offset behind it.

    An element that comes twice is refused: only one of the two would be blanked, and the other would tell the
    receiver a MID of the publisher's choice.
    """
    if offset + 4 > length:
        raise MalformedPacketError("extension header cut off")
    profile = data[offset] << 8 | data[offset + 1]
    position = offset + 4
    end = position + 4 * (data[offset + 2] << 8 | data[offset + 3])
    if end > length:
        raise MalformedPacketError("extensions cut off")
    if profile == _ONE_BYTE_PROFILE:
        _read_one_byte(data, position, end, found)
    elif profile & 0xFFF0 == _TWO_BYTE_PROFILE:
        _read_two_byte(data, position, end, found)
    return end


def _read_one_byte(data: bytes | bytearray, position: int, end: int, found: dict[int, tuple[int, int]]) -> None:
    while position < end:
        head = data[position]
        position += 1
        identifier = head >> 4
        if identifier == 0:
            continue
        if identifier == 15:
            return
        size = (head & 0x0F) + 1
        if position + size > end or identifier in found:
            raise MalformedPacketError("extension element cut off or repeated")
        found[identifier] = (position, size)
        position += size


def _read_two_byte(data: bytes | bytearray, position: int, end: int, found: dict[int, tuple[int, int]]) -> None:
    while position < end:
        identifier = data[position]
        position += 1
        if identifier == 0:
            continue
        if position >= end or position + 1 + data[position] > end or identifier in found:
            raise MalformedPacketError("extension element cut off or repeated")
        found[identifier] = (position + 1, data[position])
        position += 1 + data[position]


def blank_extension(data: bytearray, header: Header, identifier: int) -> None:
    """Overwrite an element with padding: the packet keeps its length and the receiver sees nothing."""
    place = header.extensions.pop(identifier, None)
    if place is None:
        return
    offset, size = place
    # The element's own header is one byte, or two in the two-byte profile.
    start = offset - 1
    if _is_two_byte(data):
        start = offset - 2
    data[start : offset + size] = bytes(offset + size - start)


def _is_two_byte(data: bytearray) -> bool:
    block = MIN_HEADER + 4 * (data[0] & 0x0F)
    return data[block] == _TWO_BYTE_PROFILE >> 8


def strip_padding(data: bytearray, header: Header) -> int:
    """Clear the padding flag and return the packet's length without padding."""
    data[0] &= 0xDF
    return header.payload_end


def build(
    payload_type: int,
    sequence: int,
    timestamp: int,
    ssrc: int,
    payload: bytes,
    *,
    marker: bool,
    extensions: dict[int, bytes],
) -> bytes:
    """Write a whole packet with one-byte header extensions (ids 1..14, 1..16 bytes each)."""
    block = b"".join(bytes([identifier << 4 | len(value) - 1]) + value for identifier, value in extensions.items())
    block += bytes(-len(block) % 4)
    first = 0x90 if block else 0x80
    head = FIXED_HEADER.pack(first, marker << 7 | payload_type, sequence, timestamp & 0xFFFFFFFF, ssrc)
    if block:
        head += b"\xbe\xde" + (len(block) // 4).to_bytes(2, "big") + block
    return head + payload
