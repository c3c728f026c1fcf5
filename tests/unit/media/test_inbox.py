"""What compiled code does by itself with a socket: forward the packets that need no decision, leave the rest."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pylibsrtp import Policy, Session

from media.fanout import build, native
from media.fanout.history import History
from media.fanout.inbox import DONE, PLAIN, RAW, Arrival, Inbox
from media.fanout.state import UNLIMITED, Peer
from media.net.selector import ForwardingSelector
from media.net.sockets import socket_address
from media.rtp import packet as rtp
from media.rtp import rtcp
from media.rtp.forwarded import Packet
from media.sfu.codecs import VP8
from media.srtp import SrtpReceiver
from tests.unit.media.waiting import wait_until
from tests.unit.media.watchers import POLICY, World, frame, needs_compiler

pytestmark = needs_compiler
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the loop waits in compiled code on Linux only")
FIRST = 70_000
A_CHECK = b"\x00\x01\x00\x00" + bytes(16)


class Publisher:
    """A socket whose packets the inbox knows, and two who watch what it sends."""

    def __init__(self) -> None:
        self.world = World("native", watchers=2)
        self.world.sock.bind(("127.0.0.1", 0))
        self.world.sock.setblocking(False)
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind(("127.0.0.1", 0))
        self.sock.connect(self.world.sock.getsockname())
        self._keys = Session(Policy(**POLICY, ssrc_type=Policy.SSRC_ANY_OUTBOUND))
        self._receiver = SrtpReceiver(Session(Policy(**POLICY, ssrc_type=Policy.SSRC_ANY_INBOUND)))
        build.build()
        loaded = native.load()
        assert loaded is not None
        self.inbox: Inbox = loaded.inbox(self.world.sock.fileno())
        self.inlet = self.world.audience.inlet
        self.inlet.state.ssrc = 5
        self.history = History(self.inlet, video=True, vp8=VP8)
        self.peer = Peer(7)
        self.peer.open(self._receiver.context)
        self.peer.state.budget, self.peer.state.octets, self.peer.state.doubts = 1000, 1_000_000, 1000
        self.peer.add(self.inlet)
        self.inbox.learn(socket_address(self.sock.getsockname()), self.peer)
        self.world.start(frame(FIRST, 1))
        self.inlet.open(FIRST - 1, VP8, vp8=True)

    def protect(self, data: bytes) -> bytes:
        return self._keys.protect(data)

    def protect_rtcp(self, data: bytes) -> bytes:
        return self._keys.protect_rtcp(data)

    def send(self, *packets: Packet) -> None:
        for packet in packets:
            self.sock.send(self.protect(packet.data))

    def receive(self) -> list[Arrival]:
        return list(self.inbox.receive(1_000_000))

    def numbers(self) -> list[list[int]]:
        return [watcher.numbers() for watcher in self.world.watchers]

    def close(self) -> None:
        self.sock.close()
        self.world.close()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    made = Publisher()
    yield made
    made.close()


def packets(count: int, start: int = 0) -> list[Packet]:
    return [frame(FIRST + start + place, 1 + start + place) for place in range(count)]


def test_the_packets_of_a_batch_reach_everybody_in_order_and_python_hears_nothing(publisher: Publisher) -> None:
    publisher.send(*packets(5))
    assert publisher.receive() == []
    assert publisher.numbers() == [[0, 1, 2, 3, 4]] * 2
    assert (publisher.inbox.received, publisher.inbox.forwarded, publisher.inbox.dropped) == (5, 10, 0)


@given(st.lists(st.sampled_from([0, 1, 300, 1100, 1101, 1250]), max_size=60))
@settings(max_examples=40, deadline=None)
def test_packets_of_any_sizes_leave_together_and_arrive_as_they_were(sizes: list[int]) -> None:
    publisher = Publisher()
    sent = [frame(FIRST + place, 1 + place, more=size) for place, size in enumerate(sizes)]
    publisher.send(*sent)
    assert publisher.receive() == []
    for watcher in publisher.world.watchers:
        received = watcher.received()
        assert [int.from_bytes(data[2:4], "big") - 100 for data in received] == list(range(len(sizes)))
        assert [len(data) for data in received] == [len(packet.data) for packet in sent]
    publisher.close()


def test_a_path_that_takes_no_bundles_gets_its_packets_one_by_one(publisher: Publisher) -> None:
    publisher.world.watcher.viewer.state.singly = 1
    publisher.send(*packets(5))
    publisher.receive()
    assert publisher.numbers() == [[0, 1, 2, 3, 4]] * 2


def test_what_is_forwarded_is_kept_for_retransmissions(publisher: Publisher) -> None:
    publisher.send(*packets(2))
    publisher.receive()
    kept = publisher.history.get(FIRST + 1)
    assert kept is not None
    assert kept.data == frame(FIRST + 1, 2).data


def test_after_a_small_gap_packets_go_on_and_python_hears_what_is_missing(publisher: Publisher) -> None:
    publisher.peer.state.leaps = 10
    publisher.send(frame(FIRST, 1), frame(FIRST + 3, 4), frame(FIRST + 4, 5), frame(FIRST + 6, 7))
    assert [(arrival.kind, arrival.ingress_index) for arrival in publisher.receive()] == [(DONE, FIRST + 3)]
    assert publisher.numbers() == [[0, 3, 4, 6]] * 2
    assert publisher.inlet.take_gaps() == [(FIRST + 1, 2), (FIRST + 5, 1)]
    assert publisher.inlet.take_gaps() == []


@pytest.mark.parametrize(("leaps", "skipped"), [(10, 11), (1000, 65), (0, 1)])
def test_after_a_leap_python_decides(publisher: Publisher, leaps: int, skipped: int) -> None:
    publisher.peer.state.leaps = leaps
    publisher.send(frame(FIRST, 1), frame(FIRST + skipped + 1, 3), frame(FIRST + skipped + 2, 4))
    left = publisher.receive()
    assert [arrival.kind for arrival in left] == [PLAIN, PLAIN], "nothing overtakes what waits for a decision"
    assert publisher.numbers() == [[0]] * 2
    start = left[0].slot * 2048
    assert bytes(publisher.inbox.data[start : start + left[0].length]) == frame(FIRST + skipped + 1, 3).data


def test_what_comes_late_is_python_s(publisher: Publisher) -> None:
    publisher.peer.state.leaps = 10
    publisher.send(frame(FIRST, 1), frame(FIRST + 2, 3), frame(FIRST + 1, 2))
    assert [arrival.kind for arrival in publisher.receive()] == [DONE, PLAIN]
    assert publisher.numbers() == [[0, 2]] * 2


def test_python_hears_of_each_packet_that_others_are_to_get(publisher: Publisher) -> None:
    publisher.inlet.report(wanted=True)
    publisher.send(*packets(2))
    assert [(arrival.kind, arrival.ingress_index) for arrival in publisher.receive()] == [
        (DONE, FIRST),
        (DONE, FIRST + 1),
    ]
    assert publisher.numbers() == [[0, 1]] * 2


def test_strangers_may_send_checks_and_nothing_else(publisher: Publisher) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.connect(publisher.world.sock.getsockname())
        stranger.send(frame(FIRST, 1).data)
        stranger.send(A_CHECK)
        (left,) = publisher.receive()
    assert (left.kind, left.peer, left.length) == (RAW, -1, len(A_CHECK))
    assert publisher.inbox.dropped == 1


def spoiled(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def test_forged_packets_are_counted_for_themselves_and_never_reach_python(publisher: Publisher) -> None:
    state = publisher.peer.state
    true = [publisher.protect(one.data) for one in packets(2)]
    unknown = publisher.protect(rtp.build(VP8, 9, 9, 77, b"another stream", marker=False, extensions={}))
    report = publisher.protect_rtcp(rtcp.build_pli(1, 2))
    for data in (*true, unknown, report):
        publisher.sock.send(spoiled(data))
    assert publisher.receive() == []
    assert (state.budget, state.octets, state.doubts) == (1000, 1_000_000, 996)
    assert publisher.inbox.dropped == 4
    for data in (*true, unknown, report):
        publisher.sock.send(data)
    assert [arrival.kind for arrival in publisher.receive()] == [PLAIN, PLAIN]
    assert (state.budget, state.octets) == (996, 1_000_000 - sum(map(len, (*true, unknown, report))))
    assert publisher.numbers() == [[0, 1]] * 2


@pytest.mark.parametrize("spent", ["budget", "octets", "doubts"])
def test_beyond_the_budget_nothing_is_decrypted(publisher: Publisher, spent: str) -> None:
    data = publisher.protect(frame(FIRST, 1).data)
    before = getattr(publisher.peer.state, spent)
    setattr(publisher.peer.state, spent, 0)
    publisher.sock.send(data)
    assert publisher.receive() == []
    assert publisher.inbox.dropped == 1
    setattr(publisher.peer.state, spent, before)
    publisher.sock.send(data)
    publisher.receive()
    assert publisher.numbers() == [[0]] * 2, "libsrtp had not seen it"


def test_a_stream_without_a_limit_has_none_however_much_it_sends(publisher: Publisher) -> None:
    assert publisher.inlet.state.allowance == UNLIMITED
    publisher.send(*packets(5))
    assert publisher.receive() == []
    assert publisher.inlet.state.allowance == UNLIMITED, "or it would end after 4 GiB"


def test_a_stream_with_a_limit_is_python_s_beyond_it(publisher: Publisher) -> None:
    publisher.inlet.allow(3 * len(frame(FIRST, 1).data), 0)
    publisher.send(*packets(4))
    assert [arrival.kind for arrival in publisher.receive()] == [PLAIN]
    assert publisher.numbers() == [[0, 1, 2]] * 2


def test_an_extension_that_comes_twice_is_python_s_to_refuse(publisher: Publisher) -> None:
    block = bytes.fromhex("bede0002 41000141 00020000".replace(" ", ""))
    bare = rtp.build(VP8, FIRST & 0xFFFF, 1, 5, b"", marker=False, extensions={})
    data = bytes([0x90]) + bare[1:] + block + frame(FIRST, 1).data[-11:]
    publisher.sock.send(publisher.protect(data))
    assert [arrival.kind for arrival in publisher.receive()] == [PLAIN], "or one of the two would stay"


def test_a_batch_larger_than_the_outbox_leaves_in_parts(publisher: Publisher) -> None:
    publisher.send(*packets(200))
    publisher.receive()
    assert publisher.numbers() == [list(range(200))] * 2


# The event loop


class Loop:
    """A running loop that waits in compiled code; ``told`` counts how often Python heard of the media socket."""

    def __init__(self, publisher: Publisher, selector: ForwardingSelector) -> None:
        self.publisher = publisher
        self.told: list[Arrival] = []
        loop = asyncio.get_running_loop()
        loop.add_reader(publisher.world.sock.fileno(), lambda: self.told.extend(publisher.receive()))
        selector.attend(publisher.inbox)


def run(publisher: Publisher, story: Callable[[Loop], Coroutine[Any, Any, None]]) -> None:
    selector = ForwardingSelector()

    async def play() -> None:
        loop = Loop(publisher, selector)
        async with asyncio.timeout(10):
            await story(loop)
        selector.dismiss()
        asyncio.get_running_loop().remove_reader(publisher.world.sock.fileno())

    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selector)) as runner:
        runner.run(play())


@on_linux
def test_the_loop_forwards_while_it_waits_and_wakes_up_for_nothing(publisher: Publisher) -> None:
    async def story(loop: Loop) -> None:
        publisher.send(*packets(3))
        await wait_until(lambda: publisher.inbox.forwarded == 6)
        publisher.send(*packets(3, start=3))
        await wait_until(lambda: publisher.inbox.forwarded == 12)
        assert loop.told == []

    run(publisher, story)
    assert publisher.numbers() == [[0, 1, 2, 3, 4, 5]] * 2


@on_linux
def test_the_loop_wakes_up_for_what_needs_a_decision(publisher: Publisher) -> None:
    async def story(loop: Loop) -> None:
        publisher.sock.send(A_CHECK)
        await wait_until(lambda: loop.told)
        assert [arrival.kind for arrival in loop.told] == [RAW]

    run(publisher, story)


@on_linux
def test_everything_else_that_the_loop_waits_for_is_as_always(publisher: Publisher) -> None:
    async def story(loop: Loop) -> None:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        publisher.send(*packets(2))
        theirs.send(b"hello")
        running = asyncio.get_running_loop()
        assert await running.sock_recv(ours, 10) == b"hello"
        before = running.time()
        await asyncio.sleep(0.02)
        assert running.time() - before >= 0.02
        for end in (ours, theirs):
            end.close()

    run(publisher, story)


@on_linux
def test_many_packets_gather_without_getting_lost(publisher: Publisher) -> None:
    async def story(loop: Loop) -> None:
        for start in range(0, 200, 4):
            publisher.send(*packets(4, start=start))
            await asyncio.sleep(0.001)
        await wait_until(lambda: publisher.inbox.forwarded == 400)

    run(publisher, story)
    assert publisher.numbers() == [list(range(200))] * 2
