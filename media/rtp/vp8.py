"""The VP8 payload descriptor (RFC 7741 section 4.2): what forwarding one of several layers has to read and rewrite.

The descriptor and the first ten bytes of a key frame stay readable under end-to-end encryption.
"""

from __future__ import annotations


class Descriptor:
    """Where the numbers are that a forwarder rewrites, as offsets into the packet; 0 means absent.

    ``begins`` is true for the first packet of a frame; ``sync`` when a viewer may start to receive ``temporal``
    here; ``wide`` when the picture id has 15 bits.  ``height`` is told by the first packet of a key frame, else 0.
    """

    __slots__ = (
        "begins",
        "height",
        "key_frame",
        "picture",
        "picture_offset",
        "sync",
        "temporal",
        "tl0",
        "tl0_offset",
        "wide",
    )

    def __init__(self) -> None:
        self.begins = False
        self.key_frame = False
        self.sync = False
        self.wide = False
        self.picture = 0
        self.picture_offset = 0
        self.temporal = 0
        self.tl0 = 0
        self.tl0_offset = 0
        self.height = 0


ABSENT = Descriptor()
"""For every payload that is not VP8, or that is cut off."""


def describe(data: bytes | bytearray, offset: int, end: int) -> Descriptor:
    """Read the descriptor of the VP8 payload in ``data[offset:end]``; :data:`ABSENT` when it is cut off."""
    if offset + 1 >= end:
        return ABSENT
    found = Descriptor()
    first = data[offset]
    position = offset + 1
    if first & 0x80:
        position = _read_extended(data, position, end, found)
    if position >= end:
        return ABSENT
    found.begins = first & 0x1F == 0x10
    if found.begins and not data[position] & 0x01:
        found.key_frame = True
        found.height = _height(data, position, end)
    return found


def _read_extended(data: bytes | bytearray, position: int, end: int, found: Descriptor) -> int:
    """Read the X octet and what it announces; returns the offset behind, which may lie beyond ``end``."""
    flags = data[position]
    position += 1
    if flags & 0x80:
        if position + 1 >= end:
            return end
        found.picture_offset = position
        found.wide = bool(data[position] & 0x80)
        found.picture = (data[position] & 0x7F) << 8 | data[position + 1] if found.wide else data[position]
        position += 2 if found.wide else 1
    if flags & 0x40:
        if position >= end:
            return end
        found.tl0_offset = position
        found.tl0 = data[position]
        position += 1
    if flags & 0x30:
        if position >= end:
            return end
        if flags & 0x20:
            found.temporal = data[position] >> 6
            found.sync = bool(data[position] & 0x20)
        position += 1
    return position


def _height(data: bytes | bytearray, position: int, end: int) -> int:
    """Lines of a key frame (RFC 6386 section 9.1), 0 when its header is not there."""
    if position + 10 > end or data[position + 3 : position + 6] != b"\x9d\x01\x2a":
        return 0
    return (data[position + 8] | data[position + 9] << 8) & 0x3FFF


def starts_key_frame(data: bytes | bytearray, offset: int, end: int) -> bool:
    """Whether a VP8 payload begins a key frame."""
    return describe(data, offset, end).key_frame
