import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.rtp import twcc


def arrived(fci: bytes) -> dict[int, int]:
    """16-bit number -> arrival in ticks since the receiver's zero, of what was received."""
    feedback = twcc.parse(fci)
    start = feedback.reference * twcc.REFERENCE_TICKS
    return {
        (feedback.base + place) & 0xFFFF: start + at for place, at in enumerate(feedback.arrivals) if at is not None
    }


def test_nothing_received_is_nothing_to_say() -> None:
    assert twcc.FeedbackBuilder().build() is None


@given(
    start=st.integers(0, 0xFFFF),
    packets=st.lists(st.tuples(st.integers(1, 30), st.integers(0, 2_000)), min_size=1, max_size=200),
    begin=st.integers(0, 10_000),
)
def test_every_arrival_is_read_back_to_a_quarter_of_a_millisecond(
    start: int, packets: list[tuple[int, int]], begin: int
) -> None:
    """``packets`` are (step in sequence, step in units of 250 us)."""
    builder = twcc.FeedbackBuilder()
    sequence, ticks = start, begin
    arrivals: dict[int, int] = {}
    for step, pause in packets:
        sequence, ticks = sequence + step, ticks + pause
        arrivals[sequence & 0xFFFF] = ticks
        builder.received(sequence & 0xFFFF, (ticks + 0.5) * twcc.DELTA_SECONDS)
    seen: dict[int, int] = {}
    while (fci := builder.build()) is not None:
        seen |= arrived(fci)
    assert seen == arrivals


def test_lost_packets_between_two_feedbacks_are_reported_lost() -> None:
    builder = twcc.FeedbackBuilder()
    builder.received(10, 0.001)
    builder.build()
    builder.received(13, 0.002)
    fci = builder.build()
    assert fci is not None
    feedback = twcc.parse(fci)
    assert feedback.base == 11
    assert [at is None for at in feedback.arrivals] == [True, True, False]


def test_feedbacks_are_counted_and_nothing_is_reported_twice() -> None:
    builder = twcc.FeedbackBuilder()
    builder.received(1, 0.0)
    first = builder.build()
    builder.received(1, 0.5)
    assert builder.build() is None
    builder.received(2, 0.5)
    second = builder.build()
    assert first is not None
    assert second is not None
    assert (first[7], second[7]) == (0, 1)


def test_a_long_pause_is_split_over_two_feedbacks() -> None:
    builder = twcc.FeedbackBuilder()
    builder.received(1, 0.0)
    builder.received(2, 60.0)
    first, second = builder.build(), builder.build()
    assert first is not None
    assert second is not None
    assert list(arrived(first)) == [1]
    assert list(arrived(second)) == [2]


@pytest.mark.parametrize(
    ("what", "fci"),
    [
        ("no head", b"1234567"),
        ("no chunks", b"\0\0\0\x01\0\0\0\0"),
        ("a run of nothing", b"\0\0\0\x01\0\0\0\0\x20\x00"),
        ("too many packets", b"\0\0\x20\x01\0\0\0\0\x1f\xff\x1f\xff"),
        ("no deltas", b"\0\0\0\x01\0\0\0\0\x20\x01"),
    ],
)
def test_refuses(what: str, fci: bytes) -> None:
    with pytest.raises(twcc.MalformedFeedbackError):
        twcc.parse(fci)


@given(st.binary(max_size=100))
def test_any_bytes_parse_or_are_malformed(fci: bytes) -> None:
    try:
        arrivals = twcc.parse(fci).arrivals
    except twcc.MalformedFeedbackError:
        return
    assert len(arrivals) == int.from_bytes(fci[2:4], "big")
