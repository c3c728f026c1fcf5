"""A media worker: one process, one event loop, one port, a control channel to the server.

Forked by :mod:`media.worker.forkserver`, or started as ``python -m media.worker.process FD OPTIONS``: FD is the number
of an inherited Unix socket, OPTIONS is JSON (:class:`media.protocol.WorkerOptions`).  The worker ends when the channel
closes, on ``Shutdown`` and on SIGTERM.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
from typing import Any, cast

import msgspec

from media import protocol
from media.fanout.audience import Fanout, choose
from media.net import dtls
from media.net.addresses import own_addresses
from media.net.mux import Mux
from media.net.selector import FORWARDS, ForwardingSelector
from media.protocol import ErrorCode
from media.worker.commands import Commands, RefusedError

log = logging.getLogger(__name__)

CHANNEL_BUFFER_BYTES = 64 << 20
"""A server that leaves so much unread is gone; without it nobody may stay in a meeting."""
_LENGTH_BYTES = 4


class PortTakenError(Exception):
    """The media port cannot be opened; the pool tells the operator which one."""


class Channel:
    """Frames to and from the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._decoder = msgspec.json.Decoder(protocol.Call)
        self._encoder = msgspec.json.Encoder()

    def emit(self, event: protocol.AnyEvent) -> None:
        self._send(protocol.Notice(event=event))

    def _send(self, frame: protocol.ToServer) -> None:
        data = self._encoder.encode(frame)
        transport = self._writer.transport
        if transport.get_write_buffer_size() > CHANNEL_BUFFER_BYTES or len(data) > protocol.MAX_FRAME_BYTES:
            log.error("the control channel is stuck or a frame is too long; leaving")
            transport.abort()
            return
        self._writer.write(len(data).to_bytes(_LENGTH_BYTES, "big") + data)

    async def serve(self, commands: Commands) -> None:
        """Answer calls until the channel closes."""
        try:
            while True:
                head = await self._reader.readexactly(_LENGTH_BYTES)
                length = int.from_bytes(head, "big")
                if length > protocol.MAX_FRAME_BYTES:
                    return
                self._answer(commands, await self._reader.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError):
            return

    def _answer(self, commands: Commands, data: bytes) -> None:
        call = self._decoder.decode(data)
        try:
            self._send(protocol.Reply(id=call.id, result=commands.handle(call.request)))
        except RefusedError as error:
            self._send(protocol.Reply(id=call.id, error=error.code, detail=error.detail))
        except Exception:
            # One broken request must not end the meetings of everybody else on this worker.
            log.exception("a request failed")
            self._send(protocol.Reply(id=call.id, error=ErrorCode.INTERNAL))

    async def close(self) -> None:
        self._writer.close()


async def run(
    channel: socket.socket, options: protocol.WorkerOptions, fanout: Fanout, selector: ForwardingSelector
) -> None:
    """Serve until the channel closes or somebody says stop.  Raises :class:`PortTakenError`."""
    loop = asyncio.get_running_loop()
    await dtls.rehearse()
    gc.freeze()
    mux = Mux()
    try:
        await mux.open(options.bind, options.port)
    except OSError as error:
        raise PortTakenError from error
    reader, writer = await asyncio.open_unix_connection(sock=channel, limit=protocol.MAX_FRAME_BYTES * 2)
    control = Channel(reader, writer)
    fanout.fd = mux.fd
    inbox = fanout.inbox()
    if inbox is not None:
        mux.accelerate(inbox, selector if FORWARDS else None)
    addresses = options.announced or own_addresses(ipv6=mux.ipv6)
    commands = Commands(mux, addresses, cast("Any", control.emit), fanout)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, commands.stopping.set)
    control.emit(protocol.Ready(port=mux.port, pid=os.getpid(), fast_path=fanout.name))
    tasks = [
        asyncio.create_task(commands.tick_forever(), name="worker clock"),
        asyncio.create_task(control.serve(commands), name="control channel"),
        asyncio.create_task(commands.stopping.wait(), name="stop signal"),
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        await commands.close()
        await control.close()
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome


def serve(channel: socket.socket, options: protocol.WorkerOptions) -> int:
    """Be a worker in this process, and answer its exit status."""
    # Draining is the server's affair, also where a service manager signals every process of the service.
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    logging.basicConfig(level=logging.WARNING, format="media %(levelname)s %(message)s")
    dtls.self_test()
    fanout = choose()
    selector = ForwardingSelector()
    gc.disable()
    try:
        with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selector)) as runner:
            runner.run(run(channel, options, fanout, selector))
    except PortTakenError:
        return protocol.EXIT_PORT_TAKEN
    return 0


def main(arguments: list[str]) -> int:
    """Run one worker until it is told to stop; the process's exit status."""
    channel = socket.socket(fileno=int(arguments[0]))
    return serve(channel, msgspec.json.decode(arguments[1], type=protocol.WorkerOptions))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
