"""Receiving through compiled code: what it left for Python, and what it did by itself."""

from __future__ import annotations

import math
from collections.abc import Iterator
from struct import Struct
from typing import Any, NamedTuple

from media.fanout.outbox import Outbox
from media.fanout.state import Peer, ffi

SLOT_BYTES = 2048
SLOTS = 256
"""Datagrams of one pass."""
TABLE = 1 << 15
"""Addresses; twice what 2000 transports with eight paths each can have."""
RAW, PLAIN, DONE = 0, 1, 2
_ARRIVAL = Struct("=qII6H5B7x6iII28s12x")
"""The members of ``struct arrival`` in order."""


class Arrival(NamedTuple):
    """``kind`` says what became of it: RAW (as received; never SRTP under known keys), PLAIN (decrypted) or DONE (also
    forwarded to everybody who can be reached directly).  Offsets and ids as in ``state.h``."""

    ingress_index: int
    timestamp: int
    now: int
    plain_length: int
    payload: int
    transport_cc: int
    picture_offset: int
    tl0_offset: int
    picture: int
    wide: int
    tl0: int
    temporal: int
    begins: int
    sync: int
    kind: int
    inlet: int
    peer: int
    slot: int
    transport_number: int
    level: int
    length: int
    address_length: int
    address: bytes


class Inbox:
    """The receiving end of UDP socket ``fd``.  ``library`` is the compiled one, ``unprotect`` and ``unprotect_rtcp``
    are libsrtp's functions; what needs no decision leaves by ``outbox``."""

    def __init__(self, library: Any, fd: int, outbox: Outbox, unprotect: Any, unprotect_rtcp: Any) -> None:
        self.fd = fd
        self._receive = library.resfri_receive
        self._wait = library.resfri_wait
        self._learn = library.resfri_learn
        self._forget = library.resfri_forget
        self._entries = ffi.new("struct entry[]", TABLE)
        self._bytes = bytearray(SLOTS * SLOT_BYTES)
        self._arrivals = ffi.new("struct arrival[]", SLOTS)
        self._inlets = ffi.new("struct inlet *[]", SLOTS)
        self._outbox = outbox
        self._waiting = 0
        self._memory = memoryview(ffi.buffer(self._arrivals))
        self._state: Any = ffi.new("struct inbox *")
        self._state.entries = self._entries
        self._state.entries_mask = TABLE - 1
        self._state.fd = fd
        self._state.outbox = outbox.state
        self._state.waiting = self._inlets
        self._state.unprotect = unprotect
        self._state.unprotect_rtcp = unprotect_rtcp
        self._state.bytes = ffi.cast("uint8_t *", ffi.from_buffer(self._bytes))
        self._state.arrivals = self._arrivals
        self._state.slots = SLOTS
        self._known = 0
        self.data = memoryview(self._bytes)

    def learn(self, address: bytes, peer: Peer) -> bool:
        """Packets from this validated address belong to ``peer``; false when the table is full."""
        if self._known >= TABLE // 2:
            return False
        self._known += 1
        self._learn(self._state, address, len(address), peer.state)
        return True

    def forget(self, address: bytes) -> None:
        """An address that was learnt is no longer valid."""
        self._known -= 1
        self._forget(self._state, address, len(address))

    def wait(self, others: int, seconds: float) -> bool:
        """Forward until epoll descriptor ``others`` is ready, so many seconds have passed or something came that
        needs a decision; true in the last case.  Then call :meth:`receive`."""
        self._waiting = self._wait(self._state, others, math.ceil(seconds * 1_000_000))
        return self._waiting > 0

    def receive(self, now: int) -> Iterator[Arrival]:
        """What :meth:`wait` has left, or else what waits in the socket at ``now`` (microseconds modulo 2^32).  What
        was dropped does not appear."""
        count, self._waiting = self._waiting or self._receive(self._state, now), 0
        return map(Arrival._make, _ARRIVAL.iter_unpack(self._memory[: count * _ARRIVAL.size]))

    @property
    def received(self) -> int:
        """Datagrams in all."""
        return int(self._state.received)

    @property
    def dropped(self) -> int:
        """Datagrams in all."""
        return int(self._state.dropped)

    @property
    def forwarded(self) -> int:
        """Packets in all, without those that Python forwarded."""
        return int(self._state.forwarded)
