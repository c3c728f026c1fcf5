"""coturn as ``deploy/README.md`` tells operators to run it: whom it would relay to (R68)."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.services.meetings.turn import TurnServers
from tests.support.browsers import until
from tests.support.relay import TURNSERVER, free_port, own_address

README = Path(__file__).parents[2] / "deploy" / "README.md"
SECRET = "AT-LEAST-32-RANDOM-CHARACTERS"
MEDIA_SERVER = "198.51.100.20"
"""In a range that is closed, so that it is the exception that opens it."""
REALM_NAME = "turn.example.se"
ALLOCATE, CREATE_PERMISSION = 0x0003, 0x0008
USERNAME, INTEGRITY, ERROR, PEER, REALM, NONCE, FAMILY, TRANSPORT = 6, 8, 9, 0x12, 0x14, 0x15, 0x17, 0x19
UDP, TCP = 17, 6
FORBIDDEN, UNSUPPORTED, GRANTED = 403, 442, 0
COOKIE = 0x2112A442

PRIVATE = ["127.0.0.1", "10.1.2.3", "100.64.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.1", "198.18.0.1"]
SPECIAL = [*PRIVATE, "0.0.0.1", "192.0.0.8", "192.0.2.1", "192.88.99.1", "203.0.113.1", "240.0.0.1", "255.255.255.255"]


def within_ipv6(address: str) -> list[str]:
    """What reaches an IPv4 address in IPv6: mapped, compatible, NAT64 (both prefixes), 6to4, Teredo."""
    number = int(ipaddress.IPv4Address(address))
    teredo = 0x20010000 << 96 | (number ^ 0xFFFFFFFF)
    prefixes = ("::ffff:0:0", "::", "64:ff9b::", "64:ff9b:1::", "::ffff:0:0:0")
    found = [int(ipaddress.IPv6Address(prefix)) | number for prefix in prefixes]
    return [str(ipaddress.IPv6Address(one)) for one in (*found, 0x2002 << 112 | number << 80, teredo)]


SPECIAL_6 = [
    *("::1", "::", "fc00::1", "fd00::1", "fe80::1", "fec0::1", "ff02::1", "100::1", "2001:db8::1", "2001:10::1"),
    *dict.fromkeys(one for address in PRIVATE for one in within_ipv6(address)),
]


def sample(folder: Path, port: int) -> str:
    """The configuration of the page, with addresses of this machine and without TLS."""
    text = README.read_text("utf-8").partition("```\nuse-auth-secret\n")[2].partition("```")[0]
    left_out = ("listening-port", "tls-listening-port", "cert", "pkey")
    lines = [line for line in text.splitlines() if line.partition("=")[0] not in left_out]
    addresses = [address for address in (own_address(4), own_address(6)) if address is not None]
    return "\n".join(
        [
            "use-auth-secret",
            *lines,
            *(f"relay-ip={address}" for address in addresses),
            f"listening-ip={addresses[0]}",
            f"listening-port={port}",
            "no-tls",
            "no-dtls",
            f"userdb={folder / 'turndb'}",
            f"pidfile={folder / 'turnserver.pid'}",
            "log-file=stdout",
            "",
        ]
    ).replace("ADDRESS-OF-THE-MEDIA-SERVER", MEDIA_SERVER)


class Client:
    """A browser's TURN client (RFC 8656), as far as it asks whom it may send to."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._sock = socket.create_connection(address, timeout=10)
        (server,) = TurnServers(["turn:x"], SECRET, time.time).ice_servers()
        self._username, self._password = server.username, server.credential
        self._nonce = b""

    def close(self) -> None:
        self._sock.close()

    def allocate(self, transport: int, version: int = 4) -> int:
        """The error that is answered, :data:`GRANTED` for none."""
        asked = [(TRANSPORT, bytes([transport, 0, 0, 0])), (FAMILY, bytes([1 if version == 4 else 2, 0, 0, 0]))]
        self._nonce = self._exchange(ALLOCATE, secrets.token_bytes(12), asked)[NONCE]
        return self._ask(ALLOCATE, secrets.token_bytes(12), *asked)

    def permit(self, address: str) -> int:
        """The same for the wish to send there."""
        peer, transaction = ipaddress.ip_address(address), secrets.token_bytes(12)
        mask = COOKIE.to_bytes(4, "big") + transaction
        hidden = bytes(one ^ other for one, other in zip(peer.packed, mask, strict=False))
        head = struct.pack("!BBH", 0, 1 if peer.version == 4 else 2, 9 ^ COOKIE >> 16)
        return self._ask(CREATE_PERMISSION, transaction, (PEER, head + hidden))

    def _ask(self, method: int, transaction: bytes, *attributes: tuple[int, bytes]) -> int:
        key = hashlib.md5(f"{self._username}:{REALM_NAME}:{self._password}".encode()).digest()
        own = [(USERNAME, self._username.encode()), (REALM, REALM_NAME.encode()), (NONCE, self._nonce)]
        error = self._exchange(method, transaction, [*attributes, *own], key).get(ERROR)
        return error[2] * 100 + error[3] if error is not None else GRANTED

    def _exchange(
        self, method: int, transaction: bytes, attributes: list[tuple[int, bytes]], key: bytes = b""
    ) -> dict[int, bytes]:
        body = b"".join(map(_packed, attributes))
        head = struct.pack("!HHI", method, len(body) + (24 if key else 0), COOKIE) + transaction
        if key:
            body += _packed((INTEGRITY, hmac.digest(key, head + body, "sha1")))
        self._sock.sendall(head + body)
        with self._sock.makefile("rb") as answers:
            data = answers.read(int.from_bytes(answers.read(20)[2:4], "big"))
        found = {}
        while data:
            kind, length = struct.unpack_from("!HH", data)
            found[kind] = data[4 : 4 + length]
            data = data[4 + length + -length % 4 :]
        return found


def _packed(attribute: tuple[int, bytes]) -> bytes:
    kind, value = attribute
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    folder = tmp_path_factory.mktemp("relay")
    address = own_address(4)
    assert address is not None
    port = free_port(address)
    (folder / "turnserver.conf").write_text(sample(folder, port))
    log = folder / "turnserver.log"
    with log.open("w") as output:
        command = [TURNSERVER, "-c", str(folder / "turnserver.conf")]
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, cwd=folder)

    def listens() -> bool:
        assert process.poll() is None, log.read_text()
        with socket.socket() as probe:
            return probe.connect_ex((address, port)) == 0

    until(listens, "the relay listens")
    yield address, port
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture
def client(relay: tuple[str, int]) -> Iterator[Client]:
    made = Client(relay)
    yield made
    made.close()


def test_it_relays_to_the_media_server_and_to_no_special_address(client: Client) -> None:
    assert client.allocate(UDP) == GRANTED
    assert client.permit(MEDIA_SERVER) == GRANTED
    assert {address: client.permit(address) for address in SPECIAL} == dict.fromkeys(SPECIAL, FORBIDDEN)


@pytest.mark.skipif(own_address(6) is None, reason="this machine has no IPv6 address to relay from")
def test_no_writing_of_an_address_in_ipv6_gets_around_that(client: Client) -> None:
    assert client.allocate(UDP, 6) == GRANTED
    assert client.permit("2a00:1450::1") == GRANTED, "the internet"
    answers = {address: client.permit(address) for address in SPECIAL_6}
    assert {address: answer for address, answer in answers.items() if answer == GRANTED} == {}


def test_it_connects_to_nobody_over_tcp(client: Client) -> None:
    assert client.allocate(TCP) == UNSUPPORTED
