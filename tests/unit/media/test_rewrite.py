from hypothesis import given
from hypothesis import strategies as st

from media.rtp.rewrite import Rewriter

FIRST = 100
START = 0x10000


def started(index: int = START) -> Rewriter:
    rewriter = Rewriter(FIRST)
    rewriter.restart(index)
    return rewriter


def test_numbers_begin_at_the_chosen_one_and_follow_the_source() -> None:
    rewriter = started()
    assert [rewriter.map(START + step, 9)[0] for step in (0, 1, 3, 2)] == [100, 101, 103, 102]  # type: ignore[index]


def test_a_packet_from_before_the_start_has_no_number() -> None:
    assert started().map(START - 1, 0) is None


def test_a_skipped_packet_leaves_no_gap_and_late_packets_keep_their_numbers() -> None:
    rewriter = started()
    rewriter.map(START, 0)
    rewriter.skip(START + 2)
    assert rewriter.map(START + 3, 0) == (102, 0)
    assert rewriter.map(START + 1, 0) == (101, 0)


def test_a_pause_leaves_no_gap_and_keeps_the_clock() -> None:
    rewriter = started()
    rewriter.map(START, 1000)
    rewriter.restart(START + 500)
    assert rewriter.map(START + 500, 91000) == (101, 91000)


def test_another_stream_continues_number_and_time() -> None:
    rewriter = started()
    rewriter.map(START, 1000)
    rewriter.restart_stream(0x10000 + 7, 4_000_000_000, 3000)
    assert rewriter.map(0x10000 + 7, 4_000_000_000) == (101, 4000)
    assert rewriter.map(0x10000 + 8, 4_000_003_000) == (102, 7000)
    assert rewriter.map_timestamp(4_000_003_000) == 7000


def test_numbers_never_sent_have_no_origin() -> None:
    rewriter = started()
    rewriter.map(START, 0)
    assert rewriter.origin(101) is None
    assert rewriter.origin(99) is None
    assert rewriter.origin(100) == START


@given(st.lists(st.sampled_from(["send", "lose", "skip", "pause"]), max_size=300))
def test_every_number_leads_back_to_its_packet(events: list[str]) -> None:
    """Only lost packets leave gaps, and NACKs find recent packets across skips and pauses."""
    rewriter = started()
    rewriter.map(START, 0)
    index, expected = START, FIRST
    sent: dict[int, int] = {FIRST: START}
    since_pause = 0
    for event in events:
        index += 1
        if event == "pause":
            # What was lost just before a pause is lost for good and leaves no gap.
            index += 50
            expected = max(sent)
            rewriter.restart(index)
            event = "send"
            since_pause = expected + 1
        if event == "skip":
            rewriter.skip(index)
            continue
        expected += 1
        if event == "send":
            mapped = rewriter.map(index, 0)
            assert mapped == (expected & 0xFFFF, 0)
            sent[expected] = index
        else:
            # The packet may still arrive; until then nothing else may take its number.
            continue
    for number, origin in list(sent.items())[-40:]:
        if number >= since_pause:
            assert rewriter.origin(number & 0xFFFF) == origin
