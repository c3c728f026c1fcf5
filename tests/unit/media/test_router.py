"""Big rooms: who is heard and seen there, and that handing tracks over needs no negotiation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from media.fanout.audience import Fanout
from media.net.mux import Mux
from media.protocol import Offer, Quality, Source, Speakers, Tile, Track, Tracks, TransportChanged
from media.sfu.router import AUDIBLE, INITIAL_SOURCES, MAX_CAMERAS, Router
from media.sfu.transport import Context, Transport
from tests.unit.media.offers import answer_to

LOUD = 20


class Assembly:
    """A room of so many, all of whom answered what they were offered."""

    def __init__(self, mux: Mux) -> None:
        self.events: list[Offer | Tracks | Quality | TransportChanged] = []
        self.speakers: list[Speakers] = []
        self._context = Context(mux, ["192.0.2.7"], self.events.append, lambda _: None, Fanout(None))
        self.room = Router("room", self.speakers.append)
        self.now = asyncio.get_running_loop().time()

    async def join(self, count: int) -> None:
        for number in range(count):
            name = f"p{number}"
            transport = Transport(name, self._context, self.room.hear(name))
            self.room.add(transport)
            for source in INITIAL_SOURCES:
                self.room.pause(transport, source, False, self.now)
        await self.answer()

    async def answer(self) -> None:
        """Let everybody answer until nothing more is offered."""
        await asyncio.sleep(0)
        answered = -1
        while answered != len(self.offers()):
            answered = len(self.offers())
            latest = {offer.transport: offer for offer in self.offers()}
            for name, offer in latest.items():
                transport = self.room.transports.get(name)
                if transport is not None and transport._negotiation._offered is not None:
                    transport.answer(offer.revision, answer_to(offer.sdp, *offer.publish.values()))
            await asyncio.sleep(0)

    def offers(self) -> list[Offer]:
        return [event for event in self.events if isinstance(event, Offer)]

    def say(self, *who: str, seconds: float = 0.4) -> None:
        """They speak, a packet each 20 ms, and everybody else is silent."""
        for _ in range(int(seconds / 0.02)):
            self.now += 0.02
            for name in who:
                self.room.hear(name)(LOUD, self.now, 1)

    def carries(self, viewer: str, source: Source) -> list[str]:
        consumers = self.room.transports[viewer].downlink.consumers
        return [track.producer.transport for track in consumers if track.producer.source is source]

    def told(self, viewer: str) -> list[Track]:
        """The newest list of tracks that a client heard of."""
        lists = [
            event.tracks for event in self.events if isinstance(event, Offer | Tracks) and event.transport == viewer
        ]
        return lists[-1]

    async def close(self) -> None:
        for transport in list(self.room.transports.values()):
            transport.retire()
            self.room.remove(transport)
            await transport.close()


@pytest.fixture
async def assembly() -> AsyncIterator[Assembly]:
    mux = Mux()
    await mux.open("127.0.0.1", 0)
    made = Assembly(mux)
    yield made
    await made.close()
    await mux.close()


async def test_only_so_many_microphones_are_forwarded(assembly: Assembly) -> None:
    await assembly.join(AUDIBLE + 3)
    for name in assembly.room.transports:
        heard = assembly.carries(name, Source.MICROPHONE)
        assert AUDIBLE - 1 <= len(set(heard)) == len(heard) <= AUDIBLE


async def test_who_begins_to_speak_takes_over_a_track_without_an_offer(assembly: Assembly) -> None:
    await assembly.join(AUDIBLE + 2)
    listener, newcomer = "p0", f"p{AUDIBLE + 1}"
    assert newcomer not in assembly.carries(listener, Source.MICROPHONE)
    assembly.say("p0", "p1")
    offers = len(assembly.offers())
    assembly.say(newcomer)
    await asyncio.sleep(0)
    assert newcomer in assembly.carries(listener, Source.MICROPHONE)
    assert {"p0", "p1"} <= {*assembly.carries("p2", Source.MICROPHONE)}, "who spoke lately stays"
    assert newcomer in {track.transport for track in assembly.told(listener) if track.source is Source.MICROPHONE}
    silenced = {offer.transport for offer in assembly.offers()[offers:]}
    assert len(silenced) <= 1, "at most the one whose own microphone made room had no track to hand over"


async def test_when_more_speak_than_there_are_places_nobody_is_cut_off_and_nothing_is_told_in_a_storm(
    assembly: Assembly,
) -> None:
    await assembly.join(AUDIBLE + 4)
    everybody = list(assembly.room.transports)
    assembly.say(*everybody)
    heard = assembly.carries("p0", Source.MICROPHONE)
    told = len(assembly.events)
    assembly.say(*everybody, seconds=5)
    assert assembly.carries("p0", Source.MICROPHONE) == heard
    assert len(assembly.events) == told


async def test_nobody_is_heard_twice_however_the_places_change_hands(assembly: Assembly) -> None:
    await assembly.join(AUDIBLE + 4)
    for number in range(6 * AUDIBLE):
        speaker = f"p{number * 5 % (AUDIBLE + 4)}"
        assembly.now += 2
        assembly.say(speaker)
        for name in assembly.room.transports:
            heard = assembly.carries(name, Source.MICROPHONE)
            assert len(set(heard)) == len(heard) <= AUDIBLE
            assert name == speaker or speaker in heard
            assert name not in heard
    await assembly.answer()


async def test_a_place_that_becomes_free_is_given_to_somebody(assembly: Assembly) -> None:
    await assembly.join(AUDIBLE + 2)
    for name in ("p1", "p2"):
        leaving = assembly.room.transports[name]
        leaving.retire()
        assembly.room.remove(leaving)
        await leaving.close()
    assert len(assembly.carries("p0", Source.MICROPHONE)) == AUDIBLE - 1


async def test_beyond_the_most_cameras_those_that_are_shown_get_tracks(assembly: Assembly) -> None:
    await assembly.join(MAX_CAMERAS + 4)
    viewer = assembly.room.transports["p0"]
    assert len(assembly.carries("p0", Source.CAMERA)) == MAX_CAMERAS
    unseen = [name for name in assembly.room.transports if name not in {"p0", *assembly.carries("p0", Source.CAMERA)}]
    assert len(unseen) == 3
    tiles = [Tile(transport=name, source=Source.CAMERA, width=320, height=180) for name in [*unseen, "p1"]]
    assembly.room.watch(viewer, tiles)
    assert {*unseen, "p1"} <= {*assembly.carries("p0", Source.CAMERA)}
    assert len(assembly.carries("p0", Source.CAMERA)) == MAX_CAMERAS
    await assembly.answer()
    assert {*unseen} <= {track.transport for track in assembly.told("p0") if track.source is Source.CAMERA}


async def test_a_client_that_shows_ever_other_people_and_answers_nothing_does_not_grow(assembly: Assembly) -> None:
    await assembly.join(MAX_CAMERAS + 11)
    viewer = assembly.room.transports["p0"]
    names = [name for name in assembly.room.transports if name != "p0"]

    def show(start: int) -> None:
        shown = (names[start:] + names[:start])[:MAX_CAMERAS]
        tiles = [Tile(transport=name, source=Source.CAMERA, width=320, height=180) for name in shown]
        assembly.room.watch(viewer, tiles)

    for number in range(400):
        show(number % len(names))
    assert len(viewer._negotiation._sections) < 5 * MAX_CAMERAS
    await assembly.answer()
    show(0)
    await assembly.answer()
    show(0)
    assert {*names[:MAX_CAMERAS]} == {*assembly.carries("p0", Source.CAMERA)}, "once it answers, it sees them"
