"""The life of a transport, and what a worker process may import."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest
from pylibsrtp import Policy

from media.fanout.audience import Fanout
from media.net.mux import Mux
from media.protocol import Offer, Quality, Source, Tracks, TransportChanged, TransportState
from media.rtp import packet, rtcp
from media.sfu.budget import BYTES_PER_SECOND, DOUBTS_PER_SECOND, RTCP_BYTES_PER_SECOND
from media.sfu.codecs import BY_PAYLOAD_TYPE, EXT_MID, EXTENSION_URIS, PRIMARY_OF_RTX
from media.sfu.lifecycle import ENDED, TRANSITIONS
from media.sfu.transport import Context, Transport
from media.srtp import INBOX, SrtpReceiver
from tests.support.stage import session
from tests.unit.media.offers import answer_to


class World:
    def __init__(self, mux: Mux) -> None:
        self.events: list[Offer | Tracks | Quality | TransportChanged] = []
        self.ended: list[Transport] = []
        self.context = Context(mux, ["192.0.2.7"], self.events.append, self.ended.append, Fanout(None))
        self.transport = Transport("t", self.context, lambda _level, _now, _packets: None)
        self.transport.produce(Source.CAMERA, paused=False)

    def states(self) -> list[TransportState]:
        return [event.state for event in self.events if isinstance(event, TransportChanged)]

    def offers(self) -> list[Offer]:
        return [event for event in self.events if isinstance(event, Offer)]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    mux = Mux()
    await mux.open("127.0.0.1", 0)
    made = World(mux)
    await asyncio.sleep(0)
    yield made
    made.transport.retire()
    await made.transport.close()
    await mux.close()


def test_every_state_has_its_exits_and_the_ended_ones_have_none() -> None:
    assert set(TRANSITIONS) == set(TransportState)
    assert {state for state, following in TRANSITIONS.items() if not following} == ENDED
    assert all(following >= ENDED for state, following in TRANSITIONS.items() if state not in ENDED)
    assert not any(TransportState.NEW in following for following in TRANSITIONS.values())


async def test_changes_of_one_moment_make_one_offer(world: World) -> None:
    assert len(world.offers()) == 1
    world.transport.answer(1, answer_to(world.offers()[0].sdp))
    world.transport.produce(Source.SCREEN, paused=False)
    world.transport.produce(Source.SCREEN_AUDIO, paused=False)
    await asyncio.sleep(0)
    assert [offer.revision for offer in world.offers()] == [1, 2]
    assert world.offers()[1].publish == {Source.CAMERA: "0", Source.SCREEN: "1", Source.SCREEN_AUDIO: "2"}


async def test_a_client_that_never_comes_fails_after_half_a_minute(world: World) -> None:
    now = asyncio.get_running_loop().time()
    world.transport.tick_second(now + 29)
    assert world.states() == []
    world.transport.tick_second(now + 31)
    assert world.states() == [TransportState.FAILED]
    assert world.ended == [world.transport]
    world.transport.tick_second(now + 32)
    assert world.states() == [TransportState.FAILED], "an end is told once"


async def test_an_ended_transport_offers_nothing(world: World) -> None:
    world.transport.answer(1, answer_to(world.offers()[0].sdp))
    world.transport.retire()
    world.transport.produce(Source.SCREEN, paused=False)
    await asyncio.sleep(0)
    assert len(world.offers()) == 1
    assert world.states() == [TransportState.CONNECTING]


async def test_an_impossible_transition_is_a_mistake_of_ours(world: World) -> None:
    with pytest.raises(RuntimeError, match="from new to connected"):
        world.transport._change(TransportState.CONNECTED)


async def test_each_second_brings_a_new_budget(world: World) -> None:
    budget = world.transport.budget
    for _ in range(2500):
        assert budget.allows(0)
        budget.spend(0)
    assert not budget.allows(0)
    world.transport.tick_second(0.0)
    assert budget.allows()


def offer_at_once(transport: Transport, packets: list[bytes]) -> float:
    """Hand all of them in; answers how many seconds that took nevertheless."""
    before = asyncio.get_running_loop().time()
    for data in packets:
        INBOX[: len(data)] = data
        transport.receive(len(data))
    return asyncio.get_running_loop().time() - before


async def test_bytes_above_the_rate_are_refused_before_they_are_decrypted(world: World) -> None:
    sending = session(Policy.SSRC_ANY_OUTBOUND)
    receiver = world.transport._receiver = SrtpReceiver(session(Policy.SSRC_ANY_INBOUND))
    packets = [packet.build(96, n, 0, 1, bytes(1160), marker=False, extensions={EXT_MID: b"0"}) for n in range(2000)]
    protected = [sending.protect(data) for data in packets]
    took = offer_at_once(world.transport, protected)
    admitted = BYTES_PER_SECOND * (1 + took) / len(protected[0])
    assert world.context.counters.dropped >= 2000 - admitted - 1
    INBOX[: len(protected[-1])] = protected[-1]
    assert receiver.rtp(len(protected[-1])), "libsrtp has not seen it"


async def test_forged_packets_take_nothing_from_what_a_participant_may_send(world: World) -> None:
    sending = session(Policy.SSRC_ANY_OUTBOUND)
    world.transport._receiver = SrtpReceiver(session(Policy.SSRC_ANY_INBOUND))
    state = world.transport.peer.state
    before = state.budget, state.octets
    media = sending.protect(packet.build(96, 1, 0, 1, bytes(1000), marker=False, extensions={EXT_MID: b"0"}))
    report = sending.protect_rtcp(rtcp.build_pli(1, 2))
    offer_at_once(world.transport, [data[:-1] + bytes([data[-1] ^ 1]) for data in (media, report)] * 2000)
    assert (state.budget, state.octets) == before
    offer_at_once(world.transport, [media, report])
    assert (before[0] - state.budget, before[1] - state.octets) == (2, len(media) + len(report))


async def test_looking_at_forged_packets_has_an_end(world: World) -> None:
    sending = session(Policy.SSRC_ANY_OUTBOUND)
    receiver = world.transport._receiver = SrtpReceiver(session(Policy.SSRC_ANY_INBOUND))
    media = sending.protect(packet.build(96, 1, 0, 1, b"", marker=False, extensions={EXT_MID: b"0"}))
    for _ in range(DOUBTS_PER_SECOND):
        world.transport.budget.doubt()
    offer_at_once(world.transport, [media])
    INBOX[: len(media)] = media
    assert receiver.rtp(len(media)), "libsrtp has not seen it"


async def test_control_packets_have_a_rate_of_their_own(world: World) -> None:
    sending = session(Policy.SSRC_ANY_OUTBOUND)
    world.transport._receiver = SrtpReceiver(session(Policy.SSRC_ANY_INBOUND))
    storm = rtcp.build_nack(1, 2, range(0, 5000, 17))
    took = offer_at_once(world.transport, [sending.protect_rtcp(storm) for _ in range(500)])
    assert world.context.counters.dropped >= 500 - RTCP_BYTES_PER_SECOND * (1 + took) / len(storm) - 1
    media = packet.build(96, 1, 0, 1, b"", marker=False, extensions={EXT_MID: b"0"})
    dropped = world.context.counters.dropped
    offer_at_once(world.transport, [sending.protect(media)])
    assert world.context.counters.dropped == dropped, "and media does not pay for them"


def test_payload_types_and_extension_ids_are_legal_and_distinct() -> None:
    numbers = [*BY_PAYLOAD_TYPE, *PRIMARY_OF_RTX]
    assert len(set(numbers)) == len(numbers)
    # RFC 5761 section 4 forbids 64..95 beside RTCP; 35..63 may be used when those from 96 on run out.
    assert all(96 <= number <= 127 or 35 <= number <= 63 for number in numbers)
    assert all(1 <= number <= 14 for number in EXTENSION_URIS)
    assert len(set(EXTENSION_URIS.values())) == len(EXTENSION_URIS)


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("media.pool.pool", {"aiortc", "aioice", "pylibsrtp", "av", "media.worker.process", "media.net.mux"}),
        ("media.worker.process", {"media.synthetic", "media.pool.pool", "server", "auth"}),
        ("media.worker.forkserver", {"media.synthetic", "media.pool.pool", "server", "auth"}),
    ],
)
def test_processes_load_no_more_than_they_need(module: str, forbidden: set[str]) -> None:
    program = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert forbidden.isdisjoint(loaded)
