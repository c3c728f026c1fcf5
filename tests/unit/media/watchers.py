"""Viewers with real sockets and keys around both forwarding paths."""

from __future__ import annotations

import shutil
import socket
from dataclasses import dataclass
from typing import Any

import pytest
from pylibsrtp import Policy, Session

from media.fanout import build, native
from media.fanout.audience import Audience, Fanout
from media.fanout.state import Inlet, Route, Viewer
from media.net.sockets import socket_address
from media.rtp import packet as rtp
from media.rtp.bandwidth.sentlog import SentLog
from media.rtp.forwarded import Packet
from media.rtp.vp8 import ABSENT, describe
from media.srtp import SrtpSender

needs_compiler = pytest.mark.skipif(not any(map(shutil.which, ("cc", "gcc", "clang"))), reason="there is no C compiler")
PATHS = ["python", pytest.param("native", marks=needs_compiler)]
KEY = bytes(range(44))
WHOLE = 0xE0
POLICY = {"key": KEY, "srtp_profile": Policy.SRTP_PROFILE_AEAD_AES_256_GCM}


def fanout(path: str) -> Fanout:
    if path == "python":
        return Fanout(None)
    build.build()
    loaded = native.load()
    assert loaded is not None
    return Fanout(loaded)


class UdpPath:
    def __init__(self, sock: socket.socket, address: tuple[str, int]) -> None:
        self._sock = sock
        self._address = address

    def send(self, data: bytes | memoryview, *, video: bool = False) -> None:
        self._sock.sendto(data, self._address)


@dataclass
class Exit:
    sender: SrtpSender
    path: UdpPath


class Watcher:
    """A viewer with one forwarded track, and what it received, decrypted."""

    def __init__(self, world: World, ssrc: int) -> None:
        self._sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sock.bind(("127.0.0.1", 0))
        self._sock.setblocking(False)
        outbound = Session(Policy(**POLICY, ssrc_type=Policy.SSRC_ANY_OUTBOUND))
        self._inbound = Session(Policy(**POLICY, ssrc_type=Policy.SSRC_ANY_INBOUND))
        self.egress = Exit(SrtpSender(outbound), UdpPath(world.sock, self._sock.getsockname()))
        self.log = SentLog()
        self.viewer = Viewer()
        self.viewer.open(self.egress.sender.context)
        self.viewer.route_to(socket_address(self._sock.getsockname()))
        self.viewer.number_packets(self.log)
        self.route = Route(self.viewer, ssrc, 100, video=True)
        self.state: Any = self.route.state
        self.video = True

    def skip(self, index: int) -> None:
        self.route.skip(index)

    def received(self) -> list[bytes]:
        packets = []
        while True:
            try:
                packets.append(self._inbound.unprotect(self._sock.recv(4096)))
            except BlockingIOError:
                return packets

    def numbers(self) -> list[int]:
        return [int.from_bytes(data[2:4], "big") - 100 for data in self.received()]

    def close(self) -> None:
        self._sock.close()


class World:
    def __init__(self, path: str, watchers: int = 1) -> None:
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.fanout = fanout(path)
        self.fanout.fd = self.sock.fileno()
        self.audience = Audience(Inlet(0, 0))
        self.watchers = [Watcher(self, 7000 + number) for number in range(watchers)]
        for watcher in self.watchers:
            self.audience.add(watcher)

    @property
    def watcher(self) -> Watcher:
        return self.watchers[0]

    def start(self, packet: Packet, temporal: int = 3) -> None:
        for watcher in self.watchers:
            watcher.route.start(packet.index, 0, packet.descriptor, temporal)

    def forward(self, *packets: Packet) -> int:
        return sum(self.fanout.forward(self.audience, packet, 1_000_000) for packet in packets)

    def close(self) -> None:
        self.sock.close()
        for watcher in self.watchers:
            watcher.close()


def frame(
    index: int,
    picture: int,
    temporal: int = 0,
    *,
    tl0: int = 0,
    begins: bool = True,
    sync: bool = False,
    fields: int = WHOLE,
    more: int = 0,
) -> Packet:
    """One VP8 packet with a transport-wide number; ``fields`` (the X octet of RFC 7741) says which of a 15-bit picture
    id, TL0PICIDX and temporal id it has, ``more`` by how many bytes it is longer."""
    payload = bytes([0x90 if begins else 0x80, fields])
    payload += (picture | 0x8000).to_bytes(2, "big") if fields & 0x80 else b""
    payload += bytes([tl0]) if fields & 0x40 else b""
    payload += bytes([temporal << 6 | sync << 5]) if fields & 0x20 else b""
    payload += b"\x01abc" + bytes(more)
    data = rtp.build(96, index & 0xFFFF, 3000 * index, 5, payload, marker=True, extensions={4: b"\xff\xff"})
    header = rtp.parse_header(data, len(data))
    descriptor = describe(data, header.payload_offset, len(data))
    place = header.extensions[4][0]
    return Packet(data, index, header.timestamp, 96, header.payload_offset, False, place, descriptor)


def sound(index: int) -> Packet:
    data = rtp.build(111, index & 0xFFFF, 960 * index, 5, b"sound", marker=False, extensions={})
    return Packet(data, index, 960 * index, 111, 12, True, 0, ABSENT)
