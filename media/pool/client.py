"""The server's end of one worker's control channel: numbered requests, replies, events, pings."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import socket
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol

import msgspec

from media import protocol
from media.pool.forks import ForkError, Forks
from media.protocol import AnyEvent, ErrorCode, WorkerOptions, WorkerStats

log = logging.getLogger(__name__)

START_SECONDS = 20.0
REQUEST_SECONDS = 5.0
PING_SECONDS = 1.0
PONG_SECONDS = 3.0
STOP_SECONDS = 3.0
LINGER_SECONDS = 1.0
_LENGTH_BYTES = 4


class MediaError(Exception):
    """A call failed; ``code`` is stable, the text is for people."""

    def __init__(self, code: ErrorCode, detail: str = "") -> None:
        super().__init__(detail or code.value)
        self.code = code


class Process(Protocol):
    """What is used of a worker's process, however it was made."""

    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    def kill(self) -> None: ...
    async def wait(self) -> int | None: ...


Make = Callable[[WorkerOptions, socket.socket], Awaitable[Process]]


class WorkerClient:
    """One worker process.  After :meth:`ended` returned, the process is gone and every call fails."""

    def __init__(
        self,
        process: Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        on_event: Callable[[AnyEvent], None],
        on_stats: Callable[[WorkerStats], None] | None = None,
    ) -> None:
        self.process = process
        self.port = 0
        self.fast_path = ""
        """``python`` or ``native``, once the worker is ready"""
        self._reader = reader
        self._writer = writer
        self._on_event = on_event
        self._on_stats = on_stats
        self._numbers = itertools.count(1)
        self._pending: dict[int, asyncio.Future[WorkerStats | None]] = {}
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lost = False
        self._encoder = msgspec.json.Encoder()
        self._decoder: msgspec.json.Decoder[protocol.ToServer] = msgspec.json.Decoder(protocol.ToServer)
        self._reading = asyncio.create_task(self._read(), name=f"media worker {process.pid} frames")
        self._pinging: asyncio.Task[None] | None = None

    async def wait_ready(self) -> None:
        """Until the worker listens; then it is pinged.  Raises :class:`MediaError` when it ended instead."""
        await asyncio.wait([self._ready, self._reading], return_when=asyncio.FIRST_COMPLETED)
        if not self._ready.done():
            raise MediaError(ErrorCode.WORKER_LOST, "the media worker ended while it was starting")
        self._pinging = asyncio.create_task(self._ping(), name=f"media worker {self.process.pid} pings")

    async def call(self, request: protocol.AnyRequest, timeout: float = REQUEST_SECONDS) -> WorkerStats | None:
        """Send a request and wait for its reply.  Raises :class:`MediaError`."""
        if self._lost:
            raise MediaError(ErrorCode.WORKER_LOST, "the media worker is gone")
        number = next(self._numbers)
        future: asyncio.Future[WorkerStats | None] = asyncio.get_running_loop().create_future()
        self._pending[number] = future
        self._send(protocol.Call(id=number, request=request))
        try:
            async with asyncio.timeout(timeout):
                return await future
        except TimeoutError:
            raise MediaError(ErrorCode.TIMEOUT, "the media worker does not answer") from None
        finally:
            self._pending.pop(number, None)

    def _send(self, call: protocol.Call) -> None:
        data = self._encoder.encode(call)
        if len(data) > protocol.MAX_FRAME_BYTES:
            raise MediaError(ErrorCode.LIMIT, "the request is too long")
        self._writer.write(len(data).to_bytes(_LENGTH_BYTES, "big") + data)

    async def _read(self) -> None:
        """Until the channel closes; a worker that breaks the protocol is killed."""
        try:
            while True:
                length = int.from_bytes(await self._reader.readexactly(_LENGTH_BYTES), "big")
                if length > protocol.MAX_FRAME_BYTES:
                    log.error("a media worker sent a frame of %d bytes", length)
                    return
                self._frame(self._decoder.decode(await self._reader.readexactly(length)))
        except (asyncio.IncompleteReadError, ConnectionError, msgspec.MsgspecError) as error:
            if isinstance(error, msgspec.MsgspecError):
                log.error("a media worker sent what is no frame: %s", error)
        finally:
            self._reject_all()

    def _frame(self, frame: protocol.ToServer) -> None:
        if isinstance(frame, protocol.Reply):
            future = self._pending.get(frame.id)
            if future is None or future.done():
                return
            if frame.error is not None:
                future.set_exception(MediaError(frame.error, frame.detail))
            else:
                future.set_result(frame.result)
        elif isinstance(frame.event, protocol.Ready):
            self.port = frame.event.port
            self.fast_path = frame.event.fast_path
            if not self._ready.done():
                self._ready.set_result(None)
        else:
            try:
                self._on_event(frame.event)
            except Exception:
                # The reader must outlive a mistake in the listener, or a healthy worker would look dead.
                log.exception("an event of a media worker was not handled")

    def _reject_all(self) -> None:
        self._lost = True
        for future in self._pending.values():
            if not future.done():
                future.set_exception(MediaError(ErrorCode.WORKER_LOST, "the media worker is gone"))

    async def _ping(self) -> None:
        """Ask for statistics again and again, and kill a worker that has not answered for three seconds; its channel
        then closes."""
        while True:
            await asyncio.sleep(PING_SECONDS)
            try:
                stats = await self.call(protocol.GetStats(), PONG_SECONDS)
            except MediaError as error:
                if error.code is ErrorCode.TIMEOUT:
                    log.error("a media worker does not answer; killing it")
                self._kill()
                return
            if stats is not None and self._on_stats is not None:
                self._on_stats(stats)

    def _kill(self) -> None:
        if self.process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()

    async def ended(self) -> None:
        """Until the channel closed and the process is gone; one that lingers without a channel is killed."""
        await asyncio.wait([self._reading])
        await self._wait_for_exit(LINGER_SECONDS)
        await self._release()

    async def close(self) -> None:
        """Ask the worker to end, and end it after three seconds."""
        if not self._lost:
            with contextlib.suppress(MediaError):
                await self.call(protocol.Shutdown(), STOP_SECONDS)
        await self._wait_for_exit(STOP_SECONDS)
        await self._release()

    async def _wait_for_exit(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.process.wait()
        self._kill()

    async def _release(self) -> None:
        tasks = [task for task in (self._reading, self._pinging) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._reject_all()
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()
        await self.process.wait()


async def start_worker(
    options: WorkerOptions,
    on_event: Callable[[AnyEvent], None],
    on_stats: Callable[[WorkerStats], None] | None = None,
    forks: Forks | None = None,
) -> WorkerClient:
    """Start a worker and wait until it listens; by forking where there is a fork server that can, which takes
    hundredths of a second instead of most of one.  ``on_stats`` hears the answer to every ping.  Raises
    :class:`MediaError`."""
    begin = partial(_begin, options, on_event, on_stats)
    if forks is not None:
        try:
            return await begin(lambda options, channel: forks.fork(msgspec.json.encode(options), channel))
        except ForkError as error:
            log.error("the fork server made no media worker (%s); starting one without it", error)
    try:
        return await begin(_spawn)
    except OSError as error:
        raise MediaError(ErrorCode.WORKER_LOST, f"No process can be started: {error.strerror}.") from error


async def _begin(
    options: WorkerOptions,
    on_event: Callable[[AnyEvent], None],
    on_stats: Callable[[WorkerStats], None] | None,
    make: Make,
) -> WorkerClient:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    try:
        process = await make(options, theirs)
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    reader, writer = await asyncio.open_unix_connection(sock=ours, limit=2 * protocol.MAX_FRAME_BYTES)
    client = WorkerClient(process, reader, writer, on_event, on_stats)
    try:
        async with asyncio.timeout(START_SECONDS):
            await client.wait_ready()
    except BaseException as error:
        await client.close()
        explained = _start_error(error, process.returncode, options)
        if explained is not None:
            raise explained from error
        if make is not _spawn and isinstance(error, MediaError):
            raise ForkError(f"what it made ended with {process.returncode}") from error
        raise
    return client


async def _spawn(options: WorkerOptions, channel: socket.socket) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "media.worker.process",
        str(channel.fileno()),
        msgspec.json.encode(options).decode(),
        pass_fds=[channel.fileno()],
        stdin=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )


def _start_error(error: BaseException, status: int | None, options: WorkerOptions) -> MediaError | None:
    """What to say about a worker that did not start."""
    if status == protocol.EXIT_PORT_TAKEN:
        text = f"Media port {options.port} (UDP and TCP) at {options.bind} cannot be opened; is it taken?"
        return MediaError(ErrorCode.PORT_TAKEN, text)
    if isinstance(error, TimeoutError):
        return MediaError(ErrorCode.TIMEOUT, "The media worker did not start in time.")
    return None
