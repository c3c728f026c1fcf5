"""Everything a worker receives comes in here and is given to the transport it belongs to.

A datagram's first byte tells STUN (0..3), DTLS (20..63) and SRTP (128..191) apart (RFC 7983).  STUN finds its
transport by our half of USERNAME; everything else by the address it came from, and only if that address has sent
an authenticated check before.  Strangers get no reply.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket

from media.fanout.inbox import DONE, PLAIN, SLOT_BYTES, Inbox
from media.net import ice, stun
from media.net.selector import ForwardingSelector
from media.net.sockets import bind_pair, python_address
from media.net.tcp import TcpConnection
from media.net.udp import Endpoint, UdpPath
from media.srtp import INBOX, MAX_PLAIN_BYTES

DATAGRAMS_PER_PASS = 64
"""Then other callbacks get their turn; the selector reports the socket again at once."""
SOCKET_BUFFER_BYTES = 4 << 20
TAKEOVER_SECONDS = 10.0
"""An address stays with its transport until it has been silent for so long, whoever else authenticates from it."""


class Mux:
    """One UDP socket and one TCP listener on the same port number."""

    def __init__(self) -> None:
        self.port = 0
        self.ipv6 = False
        self._dropped = 0
        self._received = 0
        self.connections: set[TcpConnection] = set()
        self.strangers: dict[TcpConnection, None] = {}
        self._socket: socket.socket | None = None
        self._server: asyncio.Server | None = None
        self.fd = -1
        self._inbox: Inbox | None = None
        self._selector: ForwardingSelector | None = None
        self._endpoints: dict[int, Endpoint] = {}
        self._numbers = itertools.count()
        self._ufrags: dict[str, Endpoint] = {}
        self._paths: dict[tuple[str, int], UdpPath] = {}
        self._tcp: dict[TcpConnection, Endpoint] = {}
        self._loop = asyncio.get_running_loop()

    async def open(self, bind: str, port: int) -> None:
        """Listen on ``port``, or on one that is free for both protocols when it is 0.  Raises ``OSError``."""
        udp, tcp = bind_pair(bind, port)
        self.port = udp.getsockname()[1]
        self.ipv6 = udp.family == socket.AF_INET6
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            udp.setsockopt(socket.SOL_SOCKET, option, SOCKET_BUFFER_BYTES)
        self._socket = udp
        self.fd = udp.fileno()
        self._loop.add_reader(udp.fileno(), self._readable)
        self._server = await self._loop.create_server(lambda: TcpConnection(self), sock=tcp)

    async def close(self) -> None:
        """Stop receiving first, so that no packet meets a transport that is already freed."""
        if self._socket is not None:
            if self._selector is not None:
                self._selector.dismiss()
            self._loop.remove_reader(self._socket.fileno())
            self._socket.close()
            self._socket = None
        for connection in list(self.connections):
            connection.release()
        if self._server is not None:
            self._server.close()

    def accelerate(self, inbox: Inbox, selector: ForwardingSelector | None) -> None:
        """Let compiled code read the socket, and wait for it where the loop has such a ``selector``; what needs a
        decision is left to us."""
        self._inbox = inbox
        if selector is not None:
            self._selector = selector
            selector.attend(inbox)

    @property
    def received_packets(self) -> int:
        """Datagrams and frames, in all."""
        return self._received + (self._inbox.received if self._inbox is not None else 0)

    @property
    def dropped_packets(self) -> int:
        """Of these."""
        return self._dropped + (self._inbox.dropped if self._inbox is not None else 0)

    @property
    def forwarded_packets(self) -> int:
        """By compiled code without asking Python, in all."""
        return self._inbox.forwarded if self._inbox is not None else 0

    def enlist(self, endpoint: Endpoint) -> int:
        """The number under which compiled code names this endpoint."""
        number = next(self._numbers)
        self._endpoints[number] = endpoint
        return number

    def register(self, ufrag: str, endpoint: Endpoint) -> None:
        self._ufrags[ufrag] = endpoint

    def unregister(self, ufrag: str) -> None:
        self._ufrags.pop(ufrag, None)

    def remove(self, endpoint: Endpoint) -> None:
        """Forget a transport's credentials and addresses; afterwards nothing reaches it."""
        self._endpoints.pop(endpoint.peer.state.id, None)
        for ufrag in endpoint.agent.ufrags:
            self.unregister(ufrag)
        for path in list(endpoint.agent.paths):
            endpoint.agent.lose(path)
            path.release()

    def forget(self, path: UdpPath) -> None:
        if self._paths.pop(path.address, None) is not None and self._inbox is not None:
            self._inbox.forget(path.socket_address)

    def send(self, data: bytes | memoryview, address: tuple[str, int]) -> None:
        if self._socket is None:
            return
        try:
            self._socket.sendto(data, address)
        except OSError:
            # A full buffer or an unreachable host loses the packet, as the network would.
            return

    def dropped(self) -> None:
        self._dropped += 1

    def _readable(self) -> None:
        if self._socket is None:
            return
        if self._inbox is not None:
            self._sort(self._inbox)
            return
        receive = self._socket.recvfrom_into
        for _ in range(DATAGRAMS_PER_PASS):
            try:
                length, address = receive(INBOX)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                continue
            self._received += 1
            if 0 < length <= MAX_PLAIN_BYTES:
                self._datagram(length, address)
            else:
                self.dropped()

    def _sort(self, inbox: Inbox) -> None:
        """Take what compiled code has left, in the order of arrival."""
        now = self._loop.time()
        for arrival in inbox.receive(int(now * 1_000_000) & 0xFFFFFFFF):
            endpoint = self._endpoints.get(arrival.peer)
            if arrival.kind == DONE:
                if endpoint is not None:
                    endpoint.forwarded(arrival, now)
                continue
            length, start = arrival.length, arrival.slot * SLOT_BYTES
            INBOX[:length] = inbox.data[start : start + length]
            if arrival.kind == PLAIN:
                if endpoint is not None:
                    endpoint.receive_plain(length, now)
            elif length > 0 and (endpoint is None or INBOX[0] < 4):
                self._datagram(length, python_address(arrival.address))
            elif endpoint is None or not length:
                self.dropped()
            elif not endpoint.receive(length):
                endpoint.budget.doubt()

    def _datagram(self, length: int, address: tuple[str, int]) -> None:
        path = self._paths.get(address)
        if INBOX[0] < 4:
            self._check(bytes(INBOX[:length]), address, path)
        elif path is None:
            self.dropped()
        elif not path.endpoint.receive(length):
            path.endpoint.budget.doubt()

    def willing(self, connection: TcpConnection) -> bool:
        endpoint = self._tcp.get(connection)
        return endpoint is None or endpoint.budget.allows()

    def received(self, connection: TcpConnection, length: int) -> bool:
        self._received += 1
        endpoint = self._tcp.get(connection)
        if INBOX[0] < 4:
            authentic = self._check(bytes(INBOX[:length]), None, connection)
        elif endpoint is not None:
            authentic = endpoint.receive(length)
        else:
            authentic = False
            self.dropped()
        if endpoint is not None and not authentic:
            # Nobody else can have written into its connection.
            endpoint.budget.spend(length)
        return connection in self._tcp

    def disconnected(self, connection: TcpConnection) -> None:
        endpoint = self._tcp.pop(connection, None)
        if endpoint is not None:
            endpoint.agent.lose(connection)

    def _check(self, data: bytes, address: tuple[str, int] | None, known: UdpPath | TcpConnection | None) -> bool:
        """Answer a connectivity check if it is authentic, or take the answer to one of ours; otherwise it never
        happened.  Whether that was so."""
        done = False
        with contextlib.suppress(stun.MalformedStunError):
            message = stun.parse(data)
            if message.kind == stun.BINDING_RESPONSE:
                # Who connected over TCP has agreed by that, and is not asked.
                done = isinstance(known, UdpPath) and known.endpoint.agent.prove(known, message, self._loop.time())
            else:
                done = self._answer(message, address, known)
        if not done:
            self.dropped()
        return done

    def _answer(
        self, message: stun.Message, address: tuple[str, int] | None, known: UdpPath | TcpConnection | None
    ) -> bool:
        ufrag = ice.username_ufrag(message)
        endpoint = self._ufrags.get(ufrag) if ufrag is not None else None
        credentials = endpoint.agent.check(message, ufrag) if endpoint is not None and ufrag is not None else None
        if endpoint is None or credentials is None or not endpoint.budget.allows(len(message.raw)):
            return False
        endpoint.budget.spend(len(message.raw))
        path = self._claim(endpoint, address, known)
        if path is not None:
            self._accept(endpoint, message, credentials, path)
        return path is not None

    def _accept(self, endpoint: Endpoint, message: stun.Message, credentials: ice.Credentials, path: ice.Path) -> None:
        now, agent = self._loop.time(), endpoint.agent
        evicted = agent.validate(path, credentials, len(message.raw), now)
        if evicted is not None:
            evicted.release()
        if stun.USE_CANDIDATE in message.attributes:
            void = agent.nominate(path, credentials)
            if void is not None:
                self.unregister(void.ufrag)
        agent.send(path, ice.answer(message, credentials, path))
        agent.challenge(path, now)
        endpoint.checked()

    def _claim(
        self, endpoint: Endpoint, address: tuple[str, int] | None, known: UdpPath | TcpConnection | None
    ) -> ice.Path | None:
        """The path of an authenticated check, given to ``endpoint`` unless another transport still uses it."""
        if isinstance(known, TcpConnection):
            owner = self._tcp.setdefault(known, endpoint)
            known.authenticated()
            return known if owner is endpoint else None
        if known is not None and known.endpoint is not endpoint:
            standing = known.endpoint.agent.paths.get(known)
            if standing is not None and self._loop.time() - standing.checked_at < TAKEOVER_SECONDS:
                return None
            known.endpoint.agent.lose(known)
            known.release()
            known = None
        if known is None and address is not None:
            known = UdpPath(self, address, endpoint)
            if self._inbox is not None and not self._inbox.learn(known.socket_address, endpoint.peer):
                return None
            self._paths[address] = known
        return known
