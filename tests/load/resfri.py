"""Our media worker under load: one process, driven over its own control channel."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from media import protocol
from media.pool.client import WorkerClient, start_worker
from media.protocol import AnyEvent, Source, TransportState, WorkerOptions
from media.sfu.codecs import EXT_AUDIO_LEVEL, EXT_MID, OPUS, VP8
from media.sfu.router import AUDIBLE
from media.synthetic.offer import ParsedOffer, parse_offer, write_answer
from tests.load import machine
from tests.load.connect import Connection, Remote
from tests.load.native import Load, StreamOptions
from tests.load.scenarios import Scenario

SETTLE_SECONDS = 60.0
PATH_VARIABLE = "RESFRI_MEDIA_FAST_PATH"
AUTOMATIC = "auto"
_PUBLISHED = (Source.MICROPHONE, Source.CAMERA)
_ESTIMATION = ("transport-wide-cc", "goog-remb", "transport-cc")


class WrongPathError(Exception):
    """The worker does not run the forwarding path that was asked for."""


def answer_without_estimation(offer: ParsedOffer, sending: set[str], connection: Connection) -> str:
    """Take part in no bandwidth estimation, so that the worker forwards all that is sent."""
    own = connection.credentials
    text = write_answer(offer, sending, own.ufrag, own.password, connection.fingerprint)
    lines = [line for line in text.split("\r\n") if not any(name in line for name in _ESTIMATION)]
    return "\r\n".join(lines)


@dataclass(slots=True)
class _Participant:
    name: str
    room: str
    publishes: bool
    connection: Connection = field(default_factory=Connection)
    state: TransportState = TransportState.NEW
    publish: dict[Source, str] = field(default_factory=dict)
    seen: set[tuple[str, Source]] = field(default_factory=set)
    """Whose sources its answered m-lines carry."""


class Resfri:
    """``path`` is the forwarding path asked for, ``details["path"]`` the one that the worker says it runs."""

    def __init__(self, load: Load, path: str = AUTOMATIC) -> None:
        self.pid = 0
        self.details: dict[str, str] = {}
        self._load = load
        self._path = path
        self._worker: WorkerClient | None = None
        self._participants: dict[str, _Participant] = {}
        self._answers: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._failure: BaseException | None = None
        self._closing = False

    async def start(self) -> None:
        options = WorkerOptions(bind="127.0.0.1", announced=["127.0.0.1"])
        # The worker inherits both its core and its environment.
        with machine.on_core(machine.SERVER_CORE), machine.environment(PATH_VARIABLE, self._path):
            self._worker = await start_worker(options, self._event)
        self.pid = self._worker.process.pid
        # Workers from before there was a choice have only the one path and do not name it.
        path = getattr(await self.stats(), "fast_path", "python")
        if self._path not in (AUTOMATIC, path):
            raise WrongPathError(f"The worker runs the {path} path; the {self._path} path cannot be had here.")
        self.details["path"] = path

    @property
    def worker(self) -> WorkerClient:
        assert self._worker is not None
        return self._worker

    async def stats(self) -> protocol.WorkerStats:
        stats = await self.worker.call(protocol.GetStats())
        assert stats is not None
        return stats

    async def history_bytes(self) -> int:
        return (await self.stats()).history_bytes

    async def join(self, room: int, scenario: Scenario) -> None:
        members = [
            await self._enter(f"room {room}", f"participant {room}.{number}", number < scenario.publishers)
            for number in range(scenario.publishers + scenario.viewers)
        ]
        publishers = members[: scenario.publishers]
        watched = {
            Source.CAMERA: publishers[: scenario.shown],
            Source.MICROPHONE: publishers if scenario.shown is None else publishers[:AUDIBLE],
        }
        if scenario.shown is not None:
            await self._show(members, watched[Source.CAMERA])
        await self._until(lambda: not self._answers and self._complete(members, watched))
        for member in publishers:
            for source in _PUBLISHED:
                self._publish(member, source, room, scenario.audience if member in watched[source] else 0)

    async def _show(self, members: list[_Participant], watched: list[_Participant]) -> None:
        """Everybody's page shows these cameras and no others."""
        for member in members:
            tiles = [
                protocol.Tile(transport=other.name, source=Source.CAMERA, width=640, height=360)
                for other in watched
                if other is not member
            ]
            await self.worker.call(protocol.Watch(transport=member.name, tiles=tiles))

    async def _enter(self, room: str, name: str, publishes: bool) -> _Participant:
        member = self._participants[name] = _Participant(name, room, publishes)
        await self.worker.call(protocol.CreateTransport(room=room, transport=name))
        for source in _PUBLISHED if publishes else ():
            # The others get a track when it is switched on for the first time.
            await self.worker.call(protocol.Pause(transport=name, source=source, paused=False))
        await self._until(lambda: member.connection.number >= 0 and member.state is TransportState.CONNECTED)
        self.details["SRTP"] = member.connection.profile
        return member

    def _complete(self, members: list[_Participant], watched: dict[Source, list[_Participant]]) -> bool:
        """Whether everybody has agreed to receive all that is watched."""
        wanted = {(member.name, source) for source in _PUBLISHED for member in watched[source]}
        return all({entry for entry in wanted if entry[0] != member.name} <= member.seen for member in members)

    def _publish(self, member: _Participant, source: Source, room: int, audience: int) -> None:
        video = source is Source.CAMERA
        options = StreamOptions(
            connection=member.connection.number,
            room=room,
            viewers=audience,
            video=video,
            ssrc=member.connection.ssrc + video,
            payload_type=VP8 if video else OPUS,
            mid_extension=EXT_MID,
            level_extension=EXT_AUDIO_LEVEL,
            mid=member.publish[source].encode(),
        )
        self._load.publish(options)

    async def _until(self, reached: Callable[[], bool]) -> None:
        async with asyncio.timeout(SETTLE_SECONDS):
            while not reached():
                if self._failure is not None:
                    raise self._failure
                self._changed.clear()
                await self._changed.wait()

    def _event(self, event: AnyEvent) -> None:
        if self._closing:
            # Those who are still there are offered a room without those who have gone.
            return
        if isinstance(event, protocol.Offer):
            task = asyncio.create_task(self._answer(event), name=f"answer of {event.transport}")
            self._answers.add(task)
            task.add_done_callback(self._answered)
        elif isinstance(event, protocol.Tracks):
            self._participants[event.transport].seen |= {(track.transport, track.source) for track in event.tracks}
            self._changed.set()
        elif isinstance(event, protocol.TransportChanged):
            self._participants[event.transport].state = event.state
            if event.state in (TransportState.FAILED, TransportState.CLOSED):
                self._failure = RuntimeError(f"{event.transport} was lost")
            self._changed.set()

    async def _answer(self, event: protocol.Offer) -> None:
        member = self._participants[event.transport]
        sending = set(event.publish.values()) if member.publishes else set()
        sdp = answer_without_estimation(parse_offer(event.sdp), sending, member.connection)
        call = protocol.Answer(transport=event.transport, revision=event.revision, sdp=sdp)
        await self.worker.call(call, SETTLE_SECONDS)
        if not member.publish:
            member.publish = dict(event.publish)
            await member.connection.connect(Remote.of(event.sdp), self._load)
        member.seen |= {(track.transport, track.source) for track in event.tracks}

    def _answered(self, task: asyncio.Task[None]) -> None:
        self._answers.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._failure = task.exception()
        self._changed.set()

    async def close(self) -> None:
        self._closing = True
        for task in list(self._answers):
            task.cancel()
        await asyncio.gather(*self._answers, return_exceptions=True)
        await asyncio.gather(*(member.connection.close() for member in self._participants.values()))
        if self._worker is not None:
            await self._worker.close()
