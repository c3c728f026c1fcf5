"""libsrtp called directly on two preallocated buffers (RFC 3711, RFC 7714).

``INBOX`` holds the datagram being received and ``OUTBOX`` the one being sent; a worker has one thread and handles
one packet at a time, so one of each is enough and no packet costs an allocation here.
"""

from __future__ import annotations

from typing import Any

from pylibsrtp import Error, Session
from pylibsrtp._binding import ffi, lib

BUFFER_BYTES = 4096
MAX_PLAIN_BYTES = 2048
"""Longest packet that we protect; libsrtp appends up to 148 bytes."""

INBOX = bytearray(BUFFER_BYTES)
OUTBOX = bytearray(BUFFER_BYTES)
_INBOX_POINTER = ffi.from_buffer(INBOX)
_OUTBOX_POINTER = ffi.from_buffer(OUTBOX)
_LENGTH = ffi.new("int *")
_SRTCP_HEADER = 8
MAX_STREAMS = 64
"""SSRCs per receiving session, with those that ended lately; libsrtp keeps replay state for each."""


class SrtpReceiver:
    """Unprotects what is in ``INBOX``.  ``context`` is libsrtp's session, for compiled code; it lives as long as this
    object."""

    __slots__ = ("_ended", "_session", "_ssrcs", "context")

    def __init__(self, session: Session) -> None:
        self._session = session
        self.context: Any = session._srtp[0]
        self._ssrcs: set[int] = set()
        self._ended: dict[int, None] = {}

    def rtp(self, length: int) -> int:
        """Length of the plaintext packet, or 0 when it was forged, replayed or damaged."""
        return self._unprotect(lib.srtp_unprotect, length, 8)

    def rtcp(self, length: int) -> int:
        """As :meth:`rtp` for an RTCP compound."""
        return self._unprotect(lib.srtp_unprotect_rtcp, length, 4)

    def _unprotect(self, function: Any, length: int, ssrc_offset: int) -> int:
        if length < ssrc_offset + 4:
            return 0
        ssrc = int.from_bytes(INBOX[ssrc_offset : ssrc_offset + 4], "big")
        _LENGTH[0] = length
        if function(self.context, _INBOX_POINTER, _LENGTH) != lib.srtp_err_status_ok:
            return 0
        return int(_LENGTH[0]) if self.accept(ssrc) else 0

    def accept(self, ssrc: int) -> bool:
        """An authentic packet of this SSRC came, perhaps through compiled code; false when there are too many, and
        libsrtp has forgotten this one again."""
        if ssrc not in self._ssrcs:
            if not self._make_room(ssrc):
                self._forget(ssrc)
                return False
            self._ssrcs.add(ssrc)
        return True

    def _make_room(self, ssrc: int) -> bool:
        """Whether there is a place for one more SSRC; it may be that of the one that ended first."""
        if ssrc in self._ended:
            del self._ended[ssrc]
        elif len(self._ssrcs) + len(self._ended) >= MAX_STREAMS:
            if not self._ended:
                return False
            first = next(iter(self._ended))
            del self._ended[first]
            self._forget(first)
        return True

    def remove(self, ssrc: int) -> None:
        """A stream ended.  Its replay state stays until the place is needed, or an attacker on the network could
        play it once more."""
        if ssrc in self._ssrcs:
            self._ssrcs.discard(ssrc)
            self._ended[ssrc] = None

    def _forget(self, ssrc: int) -> None:
        try:
            self._session.remove_stream(ssrc)
        except Error:
            # The stream was created from the template and is already gone.
            return


class SrtpSender:
    """Protects what is in ``OUTBOX``.  ``context`` is libsrtp's session, for compiled code; it lives as long as
    this object."""

    __slots__ = ("_session", "context")

    def __init__(self, session: Session) -> None:
        self._session = session
        self.context: Any = session._srtp[0]

    def rtp(self, length: int) -> int:
        """Length of the protected packet.  0 means that libsrtp refused and ``OUTBOX`` still holds plaintext,
        which must not be sent."""
        if length > MAX_PLAIN_BYTES:
            return 0
        _LENGTH[0] = length
        if lib.srtp_protect(self.context, _OUTBOX_POINTER, _LENGTH) != lib.srtp_err_status_ok:
            return 0
        return int(_LENGTH[0])

    def rtcp(self, data: bytes) -> int:
        """Copy an RTCP compound into ``OUTBOX`` and protect it there; 0 as in :meth:`rtp`."""
        length = len(data)
        if not _SRTCP_HEADER <= length <= MAX_PLAIN_BYTES:
            return 0
        OUTBOX[:length] = data
        _LENGTH[0] = length
        if lib.srtp_protect_rtcp(self.context, _OUTBOX_POINTER, _LENGTH) != lib.srtp_err_status_ok:
            return 0
        return int(_LENGTH[0])

    def remove(self, ssrc: int) -> None:
        """Free the state of an SSRC that is no longer sent; absent is fine."""
        try:
            self._session.remove_stream(ssrc)
        except Error:
            return
