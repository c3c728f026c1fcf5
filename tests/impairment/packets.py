"""As much of IP, UDP and TCP as a router with address translation reads and writes.  Pure."""

from __future__ import annotations

from dataclasses import dataclass

TCP = 6
UDP = 17
FIRST_PUBLIC_PORT = 20000

Host = tuple[bytes, int]
"""IPv4 address and port."""


@dataclass(frozen=True, slots=True)
class Header:
    """Where a packet comes from and goes to; ports are 0 for anything but TCP and UDP."""

    version: int
    protocol: int
    source: bytes
    destination: bytes
    source_port: int
    destination_port: int
    transport_at: int
    """Offset of the TCP or UDP header."""


def read(packet: bytes | bytearray) -> Header | None:
    """The header of a whole packet; ``None`` for anything else.  Extension headers and fragments are not followed:
    neither occurs between a browser and a server that keep below 1500 bytes."""
    version = packet[0] >> 4 if packet else 0
    if version == 4 and len(packet) >= 20:
        protocol, at = packet[9], (packet[0] & 15) * 4
        source, destination = packet[12:16], packet[16:20]
    elif version == 6 and len(packet) >= 40:
        protocol, at = packet[6], 40
        source, destination = packet[8:24], packet[24:40]
    else:
        return None
    ports = (0, 0)
    if protocol in (TCP, UDP) and len(packet) >= at + 8:
        ports = int.from_bytes(packet[at : at + 2], "big"), int.from_bytes(packet[at + 2 : at + 4], "big")
    return Header(version, protocol, bytes(source), bytes(destination), *ports, at)


def write_source(packet: bytearray, header: Header, host: Host) -> None:
    _write(packet, header, 12, header.transport_at, host)


def write_destination(packet: bytearray, header: Header, host: Host) -> None:
    _write(packet, header, 16, header.transport_at + 2, host)


def _write(packet: bytearray, header: Header, address_at: int, port_at: int, host: Host) -> None:
    """Write an IPv4 address and port, and carry the difference into both checksums (RFC 1624 equation 3)."""
    address, port = host[0], host[1].to_bytes(2, "big")
    old_address, old_port = bytes(packet[address_at : address_at + 4]), bytes(packet[port_at : port_at + 2])
    packet[address_at : address_at + 4] = address
    packet[port_at : port_at + 2] = port
    _adjust(packet, 10, old_address, address)
    checksum_at = header.transport_at + (6 if header.protocol == UDP else 16)
    if header.protocol == TCP or packet[checksum_at : checksum_at + 2] != b"\0\0":
        _adjust(packet, checksum_at, old_address + old_port, address + port)


def _adjust(packet: bytearray, at: int, old: bytes, new: bytes) -> None:
    total = ~int.from_bytes(packet[at : at + 2], "big") & 0xFFFF
    for place in range(0, len(old), 2):
        total += ~int.from_bytes(old[place : place + 2], "big") & 0xFFFF
        total += int.from_bytes(new[place : place + 2], "big")
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    packet[at : at + 2] = (~total & 0xFFFF).to_bytes(2, "big")


class Translation:
    """A home router's or mobile operator's network address translation: every inner address and port has one port
    of the public address, towards whomever it talks."""

    def __init__(self, public: bytes) -> None:
        self.public = public
        self._next = FIRST_PUBLIC_PORT
        self._outer: dict[tuple[int, Host], int] = {}
        self._inner: dict[tuple[int, int], Host] = {}

    def forget(self) -> None:
        """Lose every mapping, as a router does that restarts; the next packets get new ports."""
        self._outer.clear()
        self._inner.clear()

    def outward(self, packet: bytearray, header: Header) -> None:
        inner = (header.source, header.source_port)
        port = self._outer.get((header.protocol, inner))
        if port is None:
            port = self._next
            self._next += 1
            self._outer[header.protocol, inner] = port
            self._inner[header.protocol, port] = inner
        write_source(packet, header, (self.public, port))

    def inward(self, packet: bytearray, header: Header) -> bool:
        """False when nobody inside has sent from this port."""
        inner = self._inner.get((header.protocol, header.destination_port))
        if inner is None:
            return False
        write_destination(packet, header, inner)
        return True
