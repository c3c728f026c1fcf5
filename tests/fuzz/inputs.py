"""Hypothesis strategies: any bytes, and seeds with a few things changed."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.fuzz.dice import KINDS, LONGEST, edited

EDITS = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(0, 0xFFFF),
        st.one_of(st.integers(0, 255), st.sampled_from([0, 1, 0x7F, 0x80, 0xFF])),
    ),
    max_size=8,
)


def inputs(seeds: list[bytes]) -> SearchStrategy[bytes]:
    mutated = st.builds(edited, st.sampled_from(seeds), EDITS)
    spliced = st.builds(lambda first, second, at: first[:at] + second, mutated, mutated, st.integers(0, LONGEST))
    return st.one_of(st.binary(max_size=LONGEST), mutated, spliced)
