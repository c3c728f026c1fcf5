"""Hypothesis strategies: any bytes, and seeds with a few things changed."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

LONGEST = 1200
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["write", "insert", "delete", "double", "cut"]),
        st.integers(0, 0xFFFF),
        st.one_of(st.integers(0, 255), st.sampled_from([0, 1, 0x7F, 0x80, 0xFF])),
    ),
    max_size=8,
)


def edited(seed: bytes, edits: list[tuple[str, int, int]]) -> bytes:
    data = bytearray(seed)
    for kind, place, value in edits:
        at = place % (len(data) + 1)
        match kind:
            case "write" if at < len(data):
                data[at] = value
            case "insert":
                data[at:at] = bytes([value])
            case "delete":
                del data[at : at + value % 16]
            case "double":
                data[at:at] = data[at : at + value]
            case "cut":
                del data[at:]
    return bytes(data[: 8 * LONGEST])


def inputs(seeds: list[bytes]) -> SearchStrategy[bytes]:
    mutated = st.builds(edited, st.sampled_from(seeds), EDITS)
    spliced = st.builds(lambda first, second, at: first[:at] + second, mutated, mutated, st.integers(0, LONGEST))
    return st.one_of(st.binary(max_size=LONGEST), mutated, spliced)
