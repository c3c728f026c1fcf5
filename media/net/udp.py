"""The paths of the one UDP socket, and whose they are."""

from __future__ import annotations

from typing import Literal, Protocol

from media.fanout.inbox import Arrival
from media.fanout.state import Peer
from media.net import ice
from media.net.sockets import socket_address


class Budget(Protocol):
    """What a transport may send in a second."""

    def allows(self, length: int = ...) -> bool:
        """Whether a packet of so many bytes is worth looking at."""

    def spend(self, length: int) -> None:
        """The packet was its own."""

    def doubt(self) -> None:
        """A packet under its address was not, or nobody knows."""


class Endpoint(Protocol):
    """One transport as the demultiplexer sees it."""

    agent: ice.IceAgent
    peer: Peer

    @property
    def budget(self) -> Budget: ...

    def receive(self, length: int) -> bool:
        """Handle the DTLS or SRTP datagram in ``INBOX[:length]``, and spend from the budget if it is authentic; false
        where that is not certain.  It must not raise."""

    def receive_plain(self, length: int, now: float) -> None:
        """Handle the packet in ``INBOX[:length]``, which compiled code has decrypted; it must not raise."""

    def forwarded(self, arrival: Arrival, now: float) -> None:
        """Compiled code has forwarded a packet that others are to get as well; it must not raise."""

    def checked(self) -> None:
        """A connectivity check was answered."""


class Owner(Protocol):
    """What a path needs of the demultiplexer."""

    def send(self, data: bytes | memoryview, address: tuple[str, int]) -> None:
        """Send one datagram or drop it."""

    def forget(self, path: UdpPath) -> None:
        """Nothing more is taken from its address."""


class UdpPath:
    """A remote address on the shared UDP socket."""

    __slots__ = ("_owner", "address", "endpoint", "host", "port", "protocol", "socket_address")

    def __init__(self, owner: Owner, address: tuple[str, int], endpoint: Endpoint) -> None:
        self.socket_address = socket_address(address)
        self._owner = owner
        self.address = address
        self.endpoint = endpoint
        self.host, self.port = address[0], address[1]
        self.protocol: Literal["udp", "tcp"] = "udp"

    def send(self, data: bytes | memoryview, *, video: bool = False) -> None:
        self._owner.send(data, self.address)

    def release(self) -> None:
        self._owner.forget(self)
