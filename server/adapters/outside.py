"""Connections to addresses that an organisation's settings name: outside, and not into the server's own network.

A name is resolved once, and what is connected to is the very address that was judged; so neither a name that points
inside nor one that changes between two answers gets anywhere.
"""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

import aiohttp

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
EVERYWHERE: tuple[Network, ...] = (IPv4Network("0.0.0.0/0"), IPv6Network("::/0"))
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""Addresses of IPv4 behind a translator (RFC 6052)."""
_COMPATIBLE = IPv6Network("::/96")
"""The old way of writing them (RFC 4291, section 2.5.5.1)."""
_SPECIAL: tuple[Network, ...] = (
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv6Network("64:ff9b:1::/48"),
    IPv6Network("3fff::/20"),
    IPv6Network("5f00::/16"),
)
"""What the registries of special addresses have (RFC 6890) and ``is_global`` takes for global in some versions."""


class Inner(OSError):
    """The address belongs to this machine, its networks, or nobody."""

    def __init__(self) -> None:
        super().__init__("an inner address")


@dataclass(frozen=True, slots=True)
class Outside:
    """``inner`` are networks of the server's own that the operator lets organisations reach, ``plain_mail`` whether
    mail may go without TLS."""

    inner: tuple[Network, ...] = ()
    plain_mail: bool = False

    def may(self, address: str) -> bool:
        """Whether this address may be connected to; what cannot be read may not."""
        try:
            found = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        meant = _meant(found)
        special = not meant.is_global or meant.is_multicast or any(meant in network for network in _SPECIAL)
        return not special or any(meant in network for network in self.inner)

    def session(self, timeout: aiohttp.ClientTimeout) -> aiohttp.ClientSession:
        """For HTTP: without cookies and proxies.  A request raises aiohttp's errors; see :func:`is_inner`."""
        connector = aiohttp.TCPConnector(socket_factory=self._socket)
        return aiohttp.ClientSession(connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar())

    async def connect(self, host: str, port: int) -> socket.socket:
        """A connected TCP socket.  Raises :class:`Inner` where every address is, or OSError."""
        loop = asyncio.get_running_loop()
        last: OSError = Inner()
        for family, kind, protocol, _, target in await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            try:
                sock = self._socket((family, kind, protocol, "", target))
                try:
                    await loop.sock_connect(sock, target)
                except BaseException:
                    sock.close()
                    raise
                return sock
            except OSError as error:
                last = error
        raise last

    def _socket(self, info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, target = info
        if not self.may(str(target[0])):
            raise Inner
        sock = socket.socket(family, kind, protocol)
        sock.setblocking(False)
        return sock


def is_inner(error: BaseException) -> bool:
    """Whether this is why a request of :meth:`Outside.session` failed."""
    if isinstance(error, BaseExceptionGroup):
        return any(map(is_inner, error.exceptions))
    causes = (getattr(error, "os_error", None), error.__cause__)
    return isinstance(error, Inner) or any(one is not None and is_inner(one) for one in causes)


def _meant(address: Address) -> Address:
    """Where an IPv6 address that holds one of IPv4 leads."""
    if isinstance(address, IPv4Address):
        return address
    inside = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
    if inside is None and (address in _TRANSLATED or (address in _COMPATIBLE and int(address) > 1)):
        inside = IPv4Address(int(address) & 0xFFFFFFFF)
    return inside or address
