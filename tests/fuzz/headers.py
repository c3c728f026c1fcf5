"""What compiled code reads of a packet, alone and with nothing behind the packet's end, beside what Python reads."""

from __future__ import annotations

from functools import cache
from typing import Any

from media.fanout import build
from media.fanout.state import ffi
from media.rtp import packet, vp8
from media.rtp.packet import MIN_HEADER
from media.sfu.codecs import EXT_MID, EXT_REPAIRED_RID, EXT_RID, EXT_TRANSPORT_CC
from tests.fuzz import sanitized

LEFT_TO_PYTHON = 0


@cache
def library() -> Any:
    ffi.cdef(
        """
        int read_extensions(const uint8_t *data, int length, struct arrival *arrival);
        int read_vp8(const uint8_t *data, int offset, int end, struct packet *packet);
        """
    )
    build.build()
    return ffi.dlopen(str(sanitized.wanted() or build.library()))


def fuzz_headers(data: bytes) -> None:
    """The bytes of a packet, which begins as an RTP packet does."""
    data = b"\x90" + data[1:] if data and data[0] & 1 else b"\x80" + data[1:]
    if len(data) < MIN_HEADER:
        return
    # Of exactly its size, so that a sanitizer sees what is read behind it.
    memory, arrival = ffi.new("uint8_t[]", data), ffi.new("struct arrival *")
    payload = library().read_extensions(memory, len(data), arrival)
    if payload == LEFT_TO_PYTHON:
        return
    header = packet.parse_header(bytearray(data), len(data))
    assert payload == header.payload_offset
    assert not {EXT_MID, EXT_RID, EXT_REPAIRED_RID} & set(header.extensions)
    place = header.extensions.get(EXT_TRANSPORT_CC)
    assert arrival.packet.transport_cc == (place[0] if place is not None and place[1] == 2 else 0)
    if payload < len(data):
        _compare(data, payload, memory)


def _compare(data: bytes, payload: int, memory: Any) -> None:
    found = ffi.new("struct packet *")
    if library().read_vp8(memory, payload, len(data), found) == LEFT_TO_PYTHON:
        return
    expected = vp8.describe(data, payload, len(data))
    assert not expected.key_frame
    seen = (found.picture_offset, found.tl0_offset, found.picture, bool(found.wide), found.tl0, found.temporal)
    assert seen == (
        expected.picture_offset,
        expected.tl0_offset,
        expected.picture,
        expected.wide,
        expected.tl0,
        expected.temporal,
    )
    assert (bool(found.begins), bool(found.sync)) == (expected.begins, expected.sync)
