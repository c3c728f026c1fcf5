"""The memory that both paths share, and what the control side does with it between packets."""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Any, Protocol

from cffi import FFI

from media.rtp.sequence import nearest
from media.rtp.vp8 import Descriptor

STATE = Path(__file__).with_name("state.h")
ffi = FFI()
ffi.cdef(STATE.read_text("utf-8"))

VIDEO_PLACES, AUDIO_PLACES = 512, 64
"""How many numbers back a viewer's request for a lost packet is understood: some seconds."""
_FIRST_NUMBER = 0x10000
"""Numbers start a cycle above zero, so that arithmetic on them never meets a sign."""


class SentNumbers(Protocol):
    """Where transport-wide sequence numbers are given out and remembered; rings of ``len(times)`` entries."""

    times: array[int]
    sizes: array[int]
    next: array[int]


class Viewer:
    """One receiving transport as the sending loop sees it."""

    __slots__ = ("_numbers", "state")

    def __init__(self) -> None:
        self.state: Any = ffi.new("struct viewer *")
        self._numbers: SentNumbers | None = None

    def number_packets(self, numbers: SentNumbers) -> None:
        """The client answers with transport-wide feedback: give it numbers to speak about."""
        self._numbers = numbers
        self.state.sent_at = ffi.cast("uint32_t *", ffi.from_buffer(numbers.times))
        self.state.sent_size = ffi.cast("uint16_t *", ffi.from_buffer(numbers.sizes))
        self.state.sent_next = ffi.cast("uint32_t *", ffi.from_buffer(numbers.next))
        self.state.sent_mask = len(numbers.times) - 1

    def open(self, srtp: Any) -> None:
        """Packets may be sent from now on under these keys (a pointer to libsrtp's session)."""
        self.state.srtp = ffi.cast("void *", srtp)

    def close(self) -> None:
        self.state.srtp = ffi.NULL
        self.state.address_length = 0

    def route_to(self, address: bytes) -> None:
        """Send to this socket address; empty when the way leads over TCP, or nowhere."""
        ffi.buffer(self.state.address)[0 : len(address)] = address
        self.state.address_length = len(address)


class Route:
    """One forwarded track.  Numbers and timestamps go on without a break whatever it is taken from."""

    __slots__ = ("_places", "_viewer", "state")

    def __init__(self, viewer: Viewer, ssrc: int, first: int, *, video: bool) -> None:
        """``first`` (below 2^15, so that SRTP agrees on the rollover counter) is the first number sent."""
        places = VIDEO_PLACES if video else AUDIO_PLACES
        self._viewer = viewer
        self._places = ffi.new("struct place[]", places)
        self.state: Any = ffi.new("struct route *")
        self.state.viewer = viewer.state
        self.state.places = self._places
        self.state.places_mask = places - 1
        self.state.ssrc = ssrc
        self.state.first = _FIRST_NUMBER + first
        self.state.newest = _FIRST_NUMBER + first - 1
        self.state.dropped_picture = -1

    @property
    def highest(self) -> int:
        """The last egress number given out, not wrapped."""
        return int(self.state.newest - self.state.shift)

    def start(self, index: int, timestamp_shift: int, descriptor: Descriptor, temporal: int) -> None:
        """Let ingress packet ``index`` follow the last one sent; older packets are no longer understood."""
        state = self.state
        number = self.highest + 1
        state.first = number
        state.shift = index - number
        state.newest = index - 1
        state.timestamp_shift = timestamp_shift & 0xFFFFFFFF
        state.picture_shift = (descriptor.picture - state.picture - 1) & 0xFFFF
        state.tl0_shift = (descriptor.tl0 - state.tl0 - 1) & 0xFF
        state.dropped_picture = -1
        state.temporal = state.wanted = temporal

    def resume(self, index: int) -> None:
        """Go on with the same stream at packet ``index`` after a pause; its clock and pictures run on."""
        state = self.state
        number = self.highest + 1
        state.first = number
        state.shift = index - number
        state.newest = index - 1

    def skip(self, index: int) -> None:
        """The publisher sent padding only as packet ``index``: close the gap that it leaves."""
        state = self.state
        if index > state.newest:
            remember_missing(state, index)
            state.newest = index
            state.shift += 1

    def origin(self, sequence: int) -> tuple[int, int, int] | None:
        """Ingress number (modulo 2^32), picture shift and TL0 shift of what went out as 16-bit ``sequence``;
        ``None`` if that was never sent, or too long ago."""
        state = self.state
        highest = self.highest
        number = nearest(sequence, highest)
        if not max(state.first, highest - state.places_mask) <= number <= highest:
            return None
        place = state.places[number & state.places_mask]
        return place.index, place.picture_shift, place.tl0_shift


def remember_missing(state: Any, index: int) -> None:
    """Packets that are missing before ``index`` keep their numbers, with the shifts of now, should they come late."""
    mask = state.places_mask
    for missing in range(max(state.newest + 1, index - mask), index):
        place = state.places[(missing - state.shift) & mask]
        place.index = missing & 0xFFFFFFFF
        place.picture_shift = state.picture_shift
        place.tl0_shift = state.tl0_shift
