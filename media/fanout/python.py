"""The path without a compiler, and the definition of what the compiled one does."""

from __future__ import annotations

from collections.abc import Iterable
from struct import Struct
from typing import Any, Protocol

from media.fanout.state import remember_missing
from media.rtp.forwarded import Packet
from media.srtp import OUTBOX, SrtpSender

_NUMBERED = Struct("!HII")
_SHORT = Struct("!H")
_OUT = memoryview(OUTBOX)


class Path(Protocol):
    """Where a viewer's packets go."""

    def send(self, data: bytes | memoryview, *, video: bool = False) -> None: ...


class Exit(Protocol):
    """A viewer's keys and the way to it; ``None`` while there is none."""

    @property
    def sender(self) -> SrtpSender | None: ...

    @property
    def path(self) -> Path | None: ...


class Outlet(Protocol):
    """One route and where it leads."""

    state: Any
    video: bool

    @property
    def egress(self) -> Exit: ...

    def skip(self, index: int) -> None: ...


def fan_out(outlets: Iterable[Outlet], packet: Packet, now: int) -> int:
    """Forward ``packet`` at ``now`` (microseconds modulo 2^32) to everybody; returns how many were sent."""
    sent = 0
    data, length = packet.data, len(packet.data)
    descriptor = packet.descriptor
    for outlet in outlets:
        state = outlet.state
        number = number_for(state, packet)
        sender, path = outlet.egress.sender, outlet.egress.path
        if number < 0 or sender is None or path is None:
            continue
        OUTBOX[:length] = data
        shift = packet.timestamp - state.timestamp_shift
        _NUMBERED.pack_into(OUTBOX, 2, number & 0xFFFF, shift & 0xFFFFFFFF, state.ssrc)
        if descriptor.picture_offset:
            sent_slot = state.sent_slots[number & state.sent_slots_mask]
            rewrite_picture(packet, sent_slot.picture_shift, sent_slot.tl0_shift)
        if packet.transport_cc:
            sent_as = stamp(state.viewer, packet.transport_cc, length, now)
            state.sent_slots[number & state.sent_slots_mask].transport_number = sent_as
        state.packets += 1
        state.octets += length - packet.payload_offset
        protected = sender.rtp(length)
        if protected:
            state.viewer.octets += protected
            path.send(_OUT[:protected], video=outlet.video)
            sent += 1
    return sent


def number_for(state: Any, packet: Packet) -> int:
    """The egress number for this packet, or -1 when this viewer does not get it."""
    index = packet.index
    if index <= state.newest:
        return _late(state, index)
    descriptor = packet.descriptor
    if descriptor.begins:
        _choose_temporal(state, packet)
    if descriptor.temporal > state.temporal:
        _leave_out(state, packet)
        return -1
    if index != state.newest + 1:
        remember_missing(state, index)
    state.newest = index
    number: int = index - state.shift
    sent_slot = state.sent_slots[number & state.sent_slots_mask]
    sent_slot.index = index & 0xFFFFFFFF
    sent_slot.transport_number = -1
    state.timestamp = (packet.timestamp - state.timestamp_shift) & 0xFFFFFFFF
    if descriptor.picture_offset:
        sent_slot.picture_shift = state.picture_shift
        sent_slot.tl0_shift = state.tl0_shift
        state.picture = (descriptor.picture - state.picture_shift) & 0xFFFF
        state.tl0 = (descriptor.tl0 - state.tl0_shift) & 0xFF
    return number


def _choose_temporal(state: Any, packet: Packet) -> None:
    """Fewer layers at any frame; more only where the publisher says that a layer may be joined."""
    temporal = packet.descriptor.temporal
    if state.wanted < state.temporal:
        state.temporal = state.wanted
    elif state.temporal < temporal <= state.wanted and packet.descriptor.sync:
        state.temporal = temporal


def _leave_out(state: Any, packet: Packet) -> None:
    """Close the gap in the numbers, and once per picture that in the picture ids."""
    remember_missing(state, packet.index)
    state.newest = packet.index
    state.shift += 1
    descriptor = packet.descriptor
    if descriptor.picture_offset and descriptor.picture != state.dropped_picture:
        state.dropped_picture = descriptor.picture
        state.picture_shift = (state.picture_shift + 1) & 0xFFFF


def _late(state: Any, index: int) -> int:
    """The number that was kept for a late packet, or -1 when it was left out or is too old."""
    highest: int = state.newest - state.shift
    lowest = max(state.first, highest - state.sent_slots_mask)
    # The numbers kept rise with those of the publisher, who could otherwise make each viewer's whole ring be read.
    while lowest <= highest:
        number: int = (lowest + highest) // 2
        ahead = (state.sent_slots[number & state.sent_slots_mask].index - index) & 0xFFFFFFFF
        if ahead == 0:
            return number
        if ahead < 0x80000000:
            highest = number - 1
        else:
            lowest = number + 1
    return -1


def rewrite_picture(packet: Packet, picture_shift: int, tl0_shift: int) -> None:
    """Write a viewer's picture id and TL0PICIDX into the copy of ``packet`` in ``OUTBOX``."""
    descriptor = packet.descriptor
    picture = descriptor.picture - picture_shift
    if descriptor.wide:
        _SHORT.pack_into(OUTBOX, descriptor.picture_offset, picture & 0x7FFF | 0x8000)
    else:
        OUTBOX[descriptor.picture_offset] = picture & 0x7F
    if descriptor.tl0_offset:
        OUTBOX[descriptor.tl0_offset] = (descriptor.tl0 - tl0_shift) & 0xFF


def stamp(viewer: Any, offset: int, length: int, now: int) -> int:
    """Give the packet of ``length`` bytes in ``OUTBOX`` the viewer's next transport-wide sequence number; returns
    it, or -1 when the viewer counts none."""
    if not viewer.sent_next:
        return -1
    number = viewer.sent_next[0]
    viewer.sent_next[0] = (number + 1) & 0xFFFFFFFF
    viewer.sent_at[number & viewer.sent_mask] = now
    viewer.sent_size[number & viewer.sent_mask] = length
    _SHORT.pack_into(OUTBOX, offset, number & 0xFFFF)
    return int(number & 0xFFFF)
