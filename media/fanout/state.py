"""The memory that both paths share, and what the control side does with it between packets."""

from __future__ import annotations

from array import array
from mmap import mmap
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from cffi import FFI

from media.rtp.sequence import nearest
from media.rtp.vp8 import Descriptor

STATE = Path(__file__).parent / "csrc" / "state.h"
ffi = FFI()
ffi.cdef(STATE.read_text("utf-8"))

VIDEO_SENT_SLOTS, AUDIO_SENT_SLOTS = 512, 64
"""How many numbers back a viewer's request for a lost packet is understood: some seconds."""
MAX_INLETS = 16
UNLIMITED = 0xFFFFFFFF
"""An inlet's allowance that is never spent."""
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
        self.state.singly = 0


class Peer:
    """One sending transport as the receiving loop sees it."""

    __slots__ = ("_inlets", "state")

    def __init__(self, identifier: int) -> None:
        self.state: Any = ffi.new("struct peer *")
        self.state.id = identifier
        self._inlets: list[Inlet] = []

    def join(self, group: int) -> None:
        """Those of one group have viewers in common."""
        self.state.group = group

    def open(self, srtp: Any) -> None:
        """What it sends can be decrypted with these keys (a pointer to libsrtp's session)."""
        self.state.srtp = ffi.cast("void *", srtp)

    def close(self) -> None:
        self.state.srtp = ffi.NULL
        self._inlets.clear()
        self._publish()

    def add(self, inlet: Inlet) -> None:
        """What is sent under this inlet's SSRC may be forwarded without Python; beyond 16 it is not."""
        inlet.state.group = self.state.group
        self._inlets.append(inlet)
        self._publish()

    def remove(self, inlet: Inlet) -> None:
        if inlet in self._inlets:
            self._inlets.remove(inlet)
            self._publish()

    def take_arrivals(self) -> list[tuple[int, int]]:
        """Transport-wide numbers since the last call, with the microseconds (modulo 2^32) at which they came."""
        state = self.state
        count = state.numbered
        if not count:
            return []
        state.numbered = 0
        return list(zip(state.numbers[0:count], state.times[0:count], strict=True))

    def _publish(self) -> None:
        taken = self._inlets[:MAX_INLETS]
        for i, inlet in enumerate(taken):
            self.state.inlets[i] = inlet.state
        self.state.count = len(taken)


class Inlet:
    """One ingress stream as the receiving loop sees it.  While it is ``open``, the next packet in order is
    forwarded before Python hears of it."""

    __slots__ = ("_memory", "_routes", "state")

    def __init__(self, identifier: int, ssrc: int, clock_rate: int = 90_000) -> None:
        self.state: Any = ffi.new("struct inlet *")
        self.state.id = identifier
        self.state.ssrc = ssrc
        self.state.clock_rate = clock_rate
        self.allow(UNLIMITED, 0)
        self._routes: Any = ffi.NULL
        self._memory: Any = None

    def keep(self, kept: Any, memory: mmap, mask: int, slot: int) -> None:
        """Where packets are kept for retransmissions; see :mod:`media.fanout.history`."""
        state = self.state
        state.kept = kept
        state.kept_bytes = ffi.cast("uint8_t *", ffi.from_buffer(memory))
        state.kept_mask = mask
        state.kept_slot = slot
        self._memory = (kept, memory)

    def allow(self, octets: int, least: int) -> None:
        """So many bytes may be forwarded without Python, where a packet counts as at least ``least`` of them."""
        self.state.allowance = octets
        self.state.least = least

    def report(self, wanted: bool) -> None:
        """Whether Python hears of each packet that was forwarded, because it has others to forward it to."""
        self.state.report = wanted

    def take_levels(self) -> tuple[int, int]:
        """How many audio levels came since the last call, and the loudest of them."""
        state = self.state
        found = int(state.levels), int(state.loudest)
        state.levels = 0
        return found

    def take_gaps(self) -> list[tuple[int, int]]:
        """Gaps since the last call: the first packet that is missing, and how many are."""
        state = self.state
        count = state.gap_count
        if not count:
            return []
        state.gap_count = 0
        return [(gap.first, gap.count) for gap in state.gaps[0:count]]

    def take_octets(self) -> tuple[int, ...]:
        """Bytes forwarded since the last call, by temporal layer."""
        octets = self.state.octets
        found = tuple(octets)
        octets[0] = octets[1] = octets[2] = octets[3] = 0
        return found

    def route(self, routes: list[Any]) -> None:
        """Forward to these (``struct route *``)."""
        self._routes = ffi.new("struct route *[]", routes)
        self.state.routes = self._routes
        self.state.count = len(routes)

    @property
    def routes(self) -> Any:
        return self._routes

    def open(self, highest: int, payload_type: int, *, vp8: bool) -> None:
        """From behind ``highest`` on, packets of this payload type need no decision."""
        state = self.state
        state.highest = highest
        state.payload_type = payload_type
        state.vp8 = vp8
        state.open = 1

    def close(self) -> None:
        """Python decides about every packet from now on."""
        self.state.open = 0


class Sent(NamedTuple):
    """``ingress`` is the ingress number modulo 2^32; the transport-wide number is -1 for a packet that was kept a
    place but has not been sent."""

    ingress: int
    picture_shift: int
    tl0_shift: int
    transport_number: int


class Route:
    """One forwarded track.  Numbers and timestamps go on without a break whatever it is taken from."""

    __slots__ = ("_sent_slots", "_viewer", "state")

    def __init__(self, viewer: Viewer, ssrc: int, first: int, *, video: bool) -> None:
        """``first`` (below 2^15, so that SRTP agrees on the rollover counter) is the first number sent."""
        slots = VIDEO_SENT_SLOTS if video else AUDIO_SENT_SLOTS
        self._viewer = viewer
        self._sent_slots = ffi.new("struct sent_slot[]", slots)
        self.state: Any = ffi.new("struct route *")
        self.state.viewer = viewer.state
        self.state.sent_slots = self._sent_slots
        self.state.sent_slots_mask = slots - 1
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

    def skip(self, index: int) -> None:
        """The publisher sent padding only as packet ``index``: close the gap that it leaves."""
        state = self.state
        if index > state.newest:
            remember_missing(state, index)
            state.newest = index
            state.shift += 1

    def origin(self, sequence: int) -> Sent | None:
        """What went out as 16-bit ``sequence``; ``None`` if that was never sent, or too long ago."""
        state = self.state
        highest = self.highest
        number = nearest(sequence, highest)
        if not max(state.first, highest - state.sent_slots_mask) <= number <= highest:
            return None
        sent_slot = state.sent_slots[number & state.sent_slots_mask]
        return Sent(sent_slot.index, sent_slot.picture_shift, sent_slot.tl0_shift, sent_slot.transport_number)


def remember_missing(state: Any, index: int) -> None:
    """Packets that are missing before ``index`` keep their numbers, with the shifts of now, should they come late."""
    mask = state.sent_slots_mask
    for missing in range(max(state.newest + 1, index - mask), index):
        sent_slot = state.sent_slots[(missing - state.shift) & mask]
        sent_slot.index = missing & 0xFFFFFFFF
        sent_slot.picture_shift = state.picture_shift
        sent_slot.tl0_shift = state.tl0_shift
        sent_slot.transport_number = -1
