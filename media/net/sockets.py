"""A worker's sockets: both on one port number, and their addresses as compiled code takes them."""

from __future__ import annotations

import errno
import socket
import sys
from struct import Struct
from typing import Any

_PORT_TRIES = 20
_SOCKADDR_IN = Struct("=H2s4s8x")
_SOCKADDR_IN6 = Struct("=H2sI16sI")
_PORT = Struct("!H")


def socket_address(address: tuple[Any, ...]) -> bytes:
    """A ``sockaddr_in`` or ``sockaddr_in6`` of the address as Python's sockets give it, for compiled code."""
    host, port = address[:2]
    if len(address) == 2:
        packed = socket.inet_pton(socket.AF_INET, host)
        return _SOCKADDR_IN.pack(_family(socket.AF_INET, _SOCKADDR_IN.size), _PORT.pack(port), packed)
    packed = socket.inet_pton(socket.AF_INET6, host.partition("%")[0])
    family = _family(socket.AF_INET6, _SOCKADDR_IN6.size)
    return _SOCKADDR_IN6.pack(family, _PORT.pack(port), address[2], packed, address[3])


def python_address(packed: bytes) -> tuple[Any, ...]:
    """The reverse of :func:`socket_address`; trailing bytes are ignored."""
    family = packed[1] if sys.platform == "darwin" else int.from_bytes(packed[:2], sys.byteorder)
    if family == socket.AF_INET:
        _, port, address = _SOCKADDR_IN.unpack_from(packed)
        return socket.inet_ntop(socket.AF_INET, address), _PORT.unpack(port)[0]
    _, port, flow, address, scope = _SOCKADDR_IN6.unpack_from(packed)
    return socket.inet_ntop(socket.AF_INET6, address), _PORT.unpack(port)[0], flow, scope


def _family(family: int, size: int) -> int:
    """BSD systems, macOS among them, begin the structure with its length."""
    return size | family << 8 if sys.platform == "darwin" else family


def bind_pair(host: str, port: int) -> tuple[socket.socket, socket.socket]:
    """A UDP and a TCP socket on port number ``port``, or on one that is free for both where it is 0.  Raises
    ``OSError``."""
    for _ in range(1 if port else _PORT_TRIES):
        udp = _bind(socket.SOCK_DGRAM, host, port)
        try:
            return udp, _bind(socket.SOCK_STREAM, host, udp.getsockname()[1])
        except OSError:
            udp.close()
            if port:
                raise
    raise OSError(errno.EADDRINUSE, "no port is free for both UDP and TCP")


def _bind(kind: socket.SocketKind, host: str, port: int) -> socket.socket:
    """A listening socket; "::" means both families where the machine has IPv6, and IPv4 where it has not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return _bind_family(family, kind, host, port)
    except OSError as error:
        if host != "::" or error.errno == errno.EADDRINUSE:
            raise
        return _bind_family(socket.AF_INET, kind, "0.0.0.0", port)  # noqa: S104  The same as "::" without IPv6.


def _bind_family(family: socket.AddressFamily, kind: socket.SocketKind, host: str, port: int) -> socket.socket:
    sock = socket.socket(family, kind)
    try:
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if host == "::" else 1)
        if kind == socket.SOCK_STREAM:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setblocking(False)
        sock.bind((host, port))
        if kind == socket.SOCK_STREAM:
            sock.listen(128)
    except OSError:
        sock.close()
        raise
    return sock
