"""Which SSRCs a receiving session knows, and for how long."""

from __future__ import annotations

from pylibsrtp import Policy

from media.rtp import packet
from media.srtp import INBOX, MAX_STREAMS, SrtpReceiver
from tests.support.stage import session


class Wire:
    def __init__(self) -> None:
        self._outbound = session(Policy.SSRC_ANY_OUTBOUND)
        self.receiver = SrtpReceiver(session(Policy.SSRC_ANY_INBOUND))

    def protected(self, ssrc: int, sequence: int) -> bytes:
        return self._outbound.protect(packet.build(96, sequence, 0, ssrc, b"x", marker=False, extensions={}))

    def taken(self, data: bytes) -> bool:
        INBOX[: len(data)] = data
        return self.receiver.rtp(len(data)) > 0


def test_a_stream_that_ended_cannot_be_played_once_more_by_who_recorded_it() -> None:
    wire = Wire()
    recorded = wire.protected(1, 1)
    assert wire.taken(recorded)
    wire.receiver.remove(1)
    assert not wire.taken(recorded)


def test_a_stream_that_ended_may_begin_again_where_it_was() -> None:
    wire = Wire()
    assert wire.taken(wire.protected(1, 65_535))
    wire.receiver.remove(1)
    assert wire.taken(wire.protected(1, 0)), "the rollover counter went on"


def test_no_more_streams_than_there_are_places_at_once() -> None:
    wire = Wire()
    assert all(wire.taken(wire.protected(ssrc, 1)) for ssrc in range(1, MAX_STREAMS + 1))
    assert not wire.taken(wire.protected(999, 1))
    assert wire.taken(wire.protected(1, 2)), "those that are known go on"


def test_streams_that_come_and_go_never_use_up_the_places() -> None:
    wire = Wire()
    assert wire.taken(wire.protected(5000, 1))
    for ssrc in range(1, 3 * MAX_STREAMS):
        assert wire.taken(wire.protected(ssrc, 1))
        wire.receiver.remove(ssrc)
    assert wire.taken(wire.protected(5000, 2)), "none that is in use had to go"
