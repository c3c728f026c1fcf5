"""The compiled path, where it was built."""

from __future__ import annotations

from pathlib import Path
from struct import Struct
from typing import Any

from pylibsrtp._binding import ffi as srtp_ffi
from pylibsrtp._binding import lib as srtp_lib

from media.fanout.build import library
from media.fanout.inbox import Inbox
from media.fanout.outbox import Outbox
from media.fanout.state import ffi
from media.rtp.forwarded import Packet

_PACKET = Struct("@qII6H5B")
"""The members of ``struct packet`` in order, with the alignment of C."""
_STRUCTS = (
    "viewer", "sent_slot", "route", "packet", "parcel", "outbox", "kept", "inlet", "peer", "arrival", "entry", "inbox",
)  # fmt: skip
ffi.cdef(
    """
    extern const uint32_t resfri_sizes[12];
    int resfri_fan_out(struct outbox *outbox, int fd, const uint8_t *bytes, const struct packet *packet,
                       struct route **routes, int count);
    int resfri_receive(struct inbox *inbox, uint32_t now);
    int resfri_wait(struct inbox *inbox, int others, int64_t patience);
    void resfri_learn(struct inbox *inbox, const uint8_t *address, uint32_t length, struct peer *peer);
    void resfri_forget(struct inbox *inbox, const uint8_t *address, uint32_t length);
    """
)


class Native:
    """``fan_out`` of the compiled library.  One packet is handled at a time, so one ``struct packet`` is enough."""

    def __init__(self, library: Any) -> None:
        self._library = library
        self._fan_out = library.resfri_fan_out
        self._outbox = Outbox(_srtp_function("srtp_protect"))
        self._packet: Any = ffi.new("struct packet *")
        self._memory = ffi.buffer(self._packet)

    def inbox(self, fd: int) -> Inbox:
        """The receiving end of UDP socket ``fd``."""
        functions = _srtp_function("srtp_unprotect"), _srtp_function("srtp_unprotect_rtcp")
        return Inbox(self._library, fd, self._outbox, *functions)

    def fan_out(self, fd: int, routes: Any, count: int, packet: Packet, now: int) -> int:
        """Forward ``packet`` to the first ``count`` of ``routes`` (``struct route **``) over UDP socket ``fd``."""
        descriptor = packet.descriptor
        _PACKET.pack_into(
            self._memory,
            0,
            packet.index,
            packet.timestamp,
            now,
            len(packet.data),
            packet.payload_offset,
            packet.transport_cc,
            descriptor.picture_offset,
            descriptor.tl0_offset,
            descriptor.picture,
            descriptor.wide,
            descriptor.tl0,
            descriptor.temporal,
            descriptor.begins,
            descriptor.sync,
        )
        sent: int = self._fan_out(self._outbox.state, fd, packet.data, self._packet, routes, count)
        return sent


def _srtp_function(name: str) -> Any:
    """libsrtp's own function, so that there is only one libsrtp in the process."""
    return ffi.cast("void *", int(srtp_ffi.cast("uintptr_t", srtp_ffi.addressof(srtp_lib, name))))


def load(path: Path | None = None) -> Native | None:
    """The compiled path, or ``None`` where it was not built from these sources for this machine; from another library
    than usual where one is named."""
    path = path or library()
    if not path.exists():
        return None
    try:
        loaded = ffi.dlopen(str(path))
    except OSError:
        return None
    if list(loaded.resfri_sizes) != [ffi.sizeof(f"struct {name}") for name in _STRUCTS]:
        return None
    return Native(loaded)
