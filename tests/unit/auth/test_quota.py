"""Sliding windows: so many within so long, whenever one looks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from auth.limits.quota import Quota


def test_so_many_and_not_one_more_until_the_first_is_old() -> None:
    quota = Quota(3, 900)
    assert [quota.take("anna", at) for at in (0, 1, 2, 3, 899)] == [True, True, True, False, False]
    assert quota.take("bo", 3)
    assert [quota.take("anna", at) for at in (900, 900.5, 901)] == [True, False, True]


@given(st.lists(st.floats(0, 100), max_size=60).map(sorted))
def test_no_window_ever_holds_more(times: list[float]) -> None:
    quota = Quota(4, 10)
    taken = [at for at in times if quota.take("key", at)]
    for at in taken:
        assert sum(at - 10 < other <= at for other in taken) <= 4


def test_memory_is_bounded() -> None:
    quota = Quota(1, 10, capacity=5)
    for number in range(100):
        assert quota.take(str(number), 0)
    assert not quota.take("99", 1)
    assert len(quota._done) == 5


def test_several_acts_at_once_count_each_and_are_all_or_none() -> None:
    quota = Quota(3, 10)
    assert quota.take("anna", 0, 2)
    assert not quota.take("anna", 1, 2)
    assert quota.take("anna", 1)
    assert not quota.take("bo", 1, 4)


def test_asking_takes_nothing() -> None:
    quota = Quota(1, 10)
    assert [quota.may("anna", 0) for _ in range(3)] == [True] * 3
    assert quota.take("anna", 0)
    assert [quota.may("anna", at) for at in (0, 9, 10)] == [False, False, True]
    assert not quota.may("bo", 0, 2)
