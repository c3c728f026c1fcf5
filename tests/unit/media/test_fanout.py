"""Forwarding to many viewers: the same behaviour on the Python path and on the compiled one."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.fanout.state import ffi
from media.rtp import packet as rtp
from media.rtp.vp8 import describe
from tests.unit.media.watchers import PATHS, WHOLE, World, frame, needs_compiler, sound


@pytest.fixture(params=PATHS)
def world(request: pytest.FixtureRequest) -> Any:
    made = World(request.param)
    yield made
    made.close()


def pictures(packets: list[bytes]) -> list[int]:
    found = []
    for data in packets:
        header = rtp.parse_header(data, len(data))
        found.append(describe(data, header.payload_offset, len(data)).picture)
    return found


def test_a_viewer_gets_our_ssrc_and_numbers_and_the_payload_as_it_was(world: World) -> None:
    first = frame(70_000, 500)
    world.start(first)
    assert world.forward(first, frame(70_001, 501)) == 2
    one, two = world.watcher.received()
    header = rtp.parse_header(one, len(one))
    assert (header.ssrc, header.sequence) == (7000, 100)
    assert rtp.parse_header(two, len(two)).sequence == 101
    assert pictures([one, two]) == [1, 2]
    assert one.endswith(b"\x01abc")


def test_every_packet_carries_the_viewers_next_transport_wide_number(world: World) -> None:
    first = frame(70_000, 500)
    world.start(first)
    world.forward(first, frame(70_001, 501))
    packets = world.watcher.received()
    headers = [rtp.parse_header(data, len(data)) for data in packets]
    places = [header.extensions[4][0] for header in headers]
    assert [data[place : place + 2] for data, place in zip(packets, places, strict=True)] == [b"\0\0", b"\0\x01"]
    assert world.watcher.log.next[0] == 2
    assert world.watcher.log.sizes[0] == len(packets[0])
    assert world.watcher.log.times[1] == 1_000_000


def test_lost_packets_keep_their_numbers_and_come_late(world: World) -> None:
    first = frame(70_000, 500)
    world.start(first)
    world.forward(first, frame(70_003, 503), frame(70_001, 501))
    assert world.watcher.numbers() == [0, 3, 1]
    assert world.watcher.route.origin(102) is not None, "still asked for by that number"
    assert world.watcher.route.origin(104) is None


def test_padding_leaves_no_gap(world: World) -> None:
    first = frame(70_000, 500)
    world.start(first)
    world.forward(first)
    world.watcher.skip(70_001)
    world.forward(frame(70_002, 501))
    assert world.watcher.numbers() == [0, 1]


def test_packets_from_before_the_start_are_not_sent(world: World) -> None:
    world.start(frame(70_000, 500))
    assert world.forward(frame(69_999, 499)) == 0


def test_left_out_temporal_layers_leave_no_gap_in_numbers_or_pictures(world: World) -> None:
    first = frame(70_000, 500)
    world.start(first, temporal=1)
    later = [frame(70_001, 501, 2), frame(70_002, 501, 2, begins=False), frame(70_003, 502, 1), frame(70_004, 503, 2)]
    world.forward(first, *later, frame(70_005, 504))
    packets = world.watcher.received()
    assert [int.from_bytes(data[2:4], "big") - 100 for data in packets] == [0, 1, 2]
    assert pictures(packets) == [1, 2, 3]
    assert world.forward(frame(70_002, 501, 2, begins=False)) == 0, "what was left out stays out"


def test_a_temporal_layer_is_joined_where_it_may_be_and_left_at_once(world: World) -> None:
    first = frame(70_000, 500)
    world.start(first, temporal=0)
    world.watcher.state.wanted = 1
    world.forward(first, frame(70_001, 501, 1), frame(70_002, 502, 1, sync=True))
    world.watcher.state.wanted = 0
    world.forward(frame(70_003, 503, 1), frame(70_004, 504, 0))
    assert pictures(world.watcher.received()) == [1, 2, 3]


def test_another_layer_goes_on_where_the_first_one_was(world: World) -> None:
    first = frame(70_000, 500, tl0=9)
    world.start(first)
    world.forward(first)
    other = frame(90_000, 32_767, tl0=200)
    world.watcher.route.start(other.index, other.timestamp - first.timestamp - 3000, other.descriptor, 3)
    world.forward(other, frame(90_001, 0, tl0=201))
    packets = world.watcher.received()
    assert pictures(packets) == [1, 2, 3], "also where the publisher's picture id wraps"
    assert [int.from_bytes(data[2:4], "big") - 100 for data in packets] == [0, 1, 2]
    assert int.from_bytes(packets[1][4:8], "big") - int.from_bytes(packets[0][4:8], "big") == 3000


def test_sound_has_nothing_to_rewrite_but_the_header(world: World) -> None:
    world.start(sound(70_000))
    world.forward(sound(70_000), sound(70_001))
    assert [data[12:] for data in world.watcher.received()] == [b"sound", b"sound"]
    assert world.watcher.log.next[0] == 0


def test_who_cannot_be_reached_over_udp_is_left_to_python() -> None:
    world = World("python", watchers=2)
    world.watchers[1].viewer.route_to(b"")
    world.audience.sort()
    assert (world.audience.inlet.state.count, world.audience.others) == (1, [world.watchers[1]])
    world.close()


@needs_compiler
def test_nothing_leaves_before_there_are_keys_or_after_they_are_gone() -> None:
    world = World("native")
    first = frame(70_000, 500)
    world.start(first)
    assert world.forward(first) == 1
    world.watcher.viewer.close()
    assert world.forward(frame(70_001, 501)) == 0
    assert len(world.watcher.received()) == 1
    world.close()


FIELDS = st.one_of(st.just(WHOLE), st.sampled_from([0x00, 0x20, 0x40, 0x60, 0x80, 0xA0, 0xC0]))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("packet"), st.integers(-6, 5), st.integers(0, 3), st.booleans(), st.booleans(), FIELDS),
        st.tuples(st.just("skip"), st.integers(-2, 2)),
        st.tuples(st.just("wanted"), st.integers(0, 3)),
        st.tuples(st.just("start"), st.integers(0, 70_000)),
    ),
    max_size=60,
)


def play(world: World, steps: list[Any]) -> tuple[list[list[bytes]], list[bytes], list[int]]:
    """Everything that was received, and the memory that decides what would be sent next."""
    index, picture = 70_000, 32_760
    first = frame(index, picture)
    world.start(first)
    counts = [world.forward(first)]
    for step in steps:
        if step[0] == "packet":
            at = index + step[1]
            index = max(index, at)
            picture += 1
            begins, sync, fields = step[3:]
            one = frame(at, picture & 0x7FFF, step[2], tl0=picture & 0xFF, begins=begins, sync=sync, fields=fields)
            counts.append(world.forward(one))
        elif step[0] == "skip":
            index = max(index, index + step[1])
            for watcher in world.watchers:
                watcher.skip(index + min(step[1], 0))
        elif step[0] == "wanted":
            for watcher in world.watchers:
                watcher.state.wanted = step[1]
        else:
            index += step[1] + 1
            world.start(frame(index, picture & 0x7FFF))
    # The first two members are addresses.
    states = [bytes(ffi.buffer(watcher.state))[16:] for watcher in world.watchers]
    return [watcher.received() for watcher in world.watchers], states, counts


@needs_compiler
@given(STEPS)
@settings(max_examples=int(os.environ.get("RESFRI_FUZZ_EXAMPLES", "150")), deadline=None)
def test_both_paths_send_the_same_bytes_and_remember_the_same(steps: list[Any]) -> None:
    outcomes = []
    for path in ("python", "native"):
        world = World(path, watchers=2)
        try:
            outcomes.append(play(world, steps))
        finally:
            world.close()
    assert outcomes[0] == outcomes[1]
