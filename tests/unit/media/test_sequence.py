from hypothesis import given
from hypothesis import strategies as st

from media.rtp.sequence import Unwrapper, forward_distance, is_newer, nearest

numbers = st.integers(0, 0xFFFF)


@given(numbers, st.integers(1, 0x7FFF))
def test_a_number_ahead_by_less_than_half_the_space_is_newer(start: int, step: int) -> None:
    ahead = (start + step) & 0xFFFF
    assert is_newer(ahead, start)
    assert not is_newer(start, ahead)
    assert forward_distance(start, ahead) == step


@given(numbers)
def test_nothing_is_newer_than_itself(number: int) -> None:
    assert not is_newer(number, number)


@given(st.integers(0x10000, 1 << 40), st.integers(-0x8000, 0x7FFF))
def test_nearest_undoes_truncation(reference: int, distance: int) -> None:
    assert nearest((reference + distance) & 0xFFFF, reference) == reference + distance


@given(numbers, st.lists(st.integers(-200, 400), max_size=300))
def test_unwrapping_follows_a_reordered_stream_through_any_number_of_wraps(start: int, steps: list[int]) -> None:
    unwrapper = Unwrapper()
    true = first = unwrapper.unwrap(start)
    assert first & 0xFFFF == start
    for step in steps:
        true = max(true + step, first)
        if unwrapper.highest - true < 0x8000:
            assert unwrapper.unwrap(true & 0xFFFF) == true
