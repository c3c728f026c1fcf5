"""Receiving through compiled code: what it left for Python, and what it did by itself."""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from typing import Any, NamedTuple

from media.fanout.state import Peer, ffi

SLOT_BYTES = 2048
SLOTS = 64
"""Datagrams of one pass; then other callbacks get their turn."""
TABLE = 1 << 15
"""Addresses; twice what 2000 transports with eight paths each can have."""
RAW, PLAIN, DONE = 0, 1, 2
_ARRIVAL = Struct("=qII6H5B7x6iII28s4x")
"""The members of ``struct arrival`` in order."""


class Arrival(NamedTuple):
    """``kind`` says what became of it: RAW (as received), PLAIN (decrypted) or DONE (also forwarded to everybody
    who can be reached directly).  Offsets and ids as in ``state.h``."""

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
    """One UDP socket's receiving end.  ``library`` is the compiled one, ``protect`` and ``unprotect`` libsrtp's."""

    def __init__(self, library: Any, fd: int, protect: Any, unprotect: Any) -> None:
        self._receive = library.resfri_receive
        self._learn = library.resfri_learn
        self._forget = library.resfri_forget
        self._entries = ffi.new("struct entry[]", TABLE)
        self._bytes = bytearray(SLOTS * SLOT_BYTES)
        self._arrivals = ffi.new("struct arrival[]", SLOTS)
        self._memory = memoryview(ffi.buffer(self._arrivals))
        self._state: Any = ffi.new("struct inbox *")
        self._state.entries = self._entries
        self._state.entries_mask = TABLE - 1
        self._state.fd = fd
        self._state.protect = protect
        self._state.unprotect = unprotect
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

    def receive(self, now: int) -> Iterator[Arrival]:
        """Read what waits at ``now`` (microseconds modulo 2^32); what was dropped does not appear."""
        count = self._receive(self._state, now)
        return map(Arrival._make, _ARRIVAL.iter_unpack(self._memory[: count * _ARRIVAL.size]))

    @property
    def counts(self) -> tuple[int, int, int]:
        """Of the last pass: datagrams received, dropped, and packets forwarded."""
        return self._state.received, self._state.dropped, self._state.sent
