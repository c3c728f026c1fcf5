"""The sending end of compiled code: packets wait here for the others of their batch."""

from __future__ import annotations

from typing import Any

from media.fanout.state import ffi

SLOT_BYTES, SLOTS = 2208, 256
"""As many as a level-two cache holds."""


class Outbox:
    """``protect`` is libsrtp's function."""

    __slots__ = ("_bytes", "_parcels", "_viewers", "state")

    def __init__(self, protect: Any) -> None:
        self._bytes = ffi.new("uint8_t[]", SLOTS * SLOT_BYTES)
        self._parcels = ffi.new("struct parcel[]", SLOTS)
        self._viewers = ffi.new("struct viewer *[]", SLOTS)
        self.state: Any = ffi.new("struct outbox *")
        self.state.bytes = self._bytes
        self.state.parcels = self._parcels
        self.state.viewers = self._viewers
        self.state.protect = protect
        self.state.slots = SLOTS
