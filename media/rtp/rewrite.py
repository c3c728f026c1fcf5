"""Sequence numbers and timestamps as one consumer sees them.

A consumer's numbers must be continuous although its source pauses, changes SSRC or sends padding that is not
forwarded.  Each such change opens an epoch: from one ingress index on, another offset holds.  Late packets and
NACKs find the epoch of their time.
"""

from __future__ import annotations

from media.rtp.sequence import nearest

_EPOCHS = 64
_LOWEST_START = 0x10000


class Rewriter:
    """Maps ingress indices (unwrapped) to egress numbers and back."""

    __slots__ = ("_epochs", "_highest", "_timestamp_offset", "last_timestamp", "started")

    def __init__(self, sequence: int) -> None:
        """``sequence`` (below 2^15, so that SRTP agrees on the rollover counter) is the first number sent."""
        self._highest = _LOWEST_START + sequence - 1
        self._epochs: list[tuple[int, int]] = []
        self._timestamp_offset = 0
        self.last_timestamp = 0
        self.started = False

    def restart(self, index: int) -> None:
        """Let ingress packet ``index`` follow the last one sent; older packets are no longer mapped."""
        self._epochs = [(index, index - self._highest - 1)]
        self.started = True

    def restart_stream(self, index: int, timestamp: int, elapsed: int) -> None:
        """As :meth:`restart`, for a source with another clock: ``timestamp`` is sent ``elapsed`` clock ticks
        after the last one."""
        if self.started:
            self._timestamp_offset = (timestamp - self.last_timestamp - max(elapsed, 1)) & 0xFFFFFFFF
        self.restart(index)

    def skip(self, index: int) -> None:
        """Ingress packet ``index`` is not forwarded: close the gap that it leaves."""
        if not self.started:
            return
        start, offset = self._epochs[-1]
        if index < start or index - offset <= self._highest:
            return
        self._epochs.append((index + 1, offset + 1))
        if len(self._epochs) > _EPOCHS:
            del self._epochs[0]

    def map(self, index: int, timestamp: int) -> tuple[int, int] | None:
        """16-bit sequence number and timestamp to send; ``None`` for a packet from before the start."""
        start, offset = self._epochs[-1]
        if index < start:
            older = next((o for s, o in reversed(self._epochs) if s <= index), None)
            if older is None:
                return None
            offset = older
        number = index - offset
        sent = (timestamp - self._timestamp_offset) & 0xFFFFFFFF
        if number > self._highest:
            self._highest = number
            self.last_timestamp = sent
        return number & 0xFFFF, sent

    def map_timestamp(self, timestamp: int) -> int:
        """The timestamp of a sender report on the consumer's clock."""
        return (timestamp - self._timestamp_offset) & 0xFFFFFFFF

    def origin(self, sequence: int) -> int | None:
        """Ingress index of the packet sent as 16-bit ``sequence``; ``None`` if it was never sent."""
        number = nearest(sequence, self._highest)
        if number > self._highest:
            return None
        for start, offset in reversed(self._epochs):
            if number + offset >= start:
                return number + offset
        return None
