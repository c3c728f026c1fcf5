"""The part of STUN that ICE connectivity checks use (RFC 8489, RFC 8445 section 7).

Reading costs little until the integrity check, so that floods from strangers stay cheap.
"""

from __future__ import annotations

import hmac
import secrets
import socket
import zlib
from dataclasses import dataclass
from struct import Struct

COOKIE = 0x2112A442
BINDING_REQUEST, BINDING_RESPONSE, BINDING_ERROR = 0x0001, 0x0101, 0x0111
USERNAME, MESSAGE_INTEGRITY, ERROR_CODE = 0x0006, 0x0008, 0x0009
XOR_MAPPED_ADDRESS, PRIORITY, USE_CANDIDATE = 0x0020, 0x0024, 0x0025
FINGERPRINT, ICE_CONTROLLED, ICE_CONTROLLING = 0x8028, 0x8029, 0x802A
ROLE_CONFLICT = 487
MAX_ATTRIBUTES = 24
"""Browsers' checks have up to ten; reading more would be work for whoever asks."""

_HEADER = Struct("!HHI12s")
_ATTRIBUTE = Struct("!HH")
_WORD = Struct("!I")
_FINGERPRINT_XOR = 0x5354554E
_PRIORITY = 1853817087
"""Of a peer-reflexive candidate (RFC 8445 section 5.1.2.1), of which each side has one."""
_MAPPED_HEAD = Struct("!BBH")
_MAPPED = bytes(10) + b"\xff\xff"
"""How an IPv6 address begins that stands for an IPv4 one (RFC 4291 section 2.5.5.2)."""


class MalformedStunError(ValueError):
    """The bytes are no STUN message."""


@dataclass(slots=True)
class Message:
    """``attributes`` holds raw values by type; only those covered by MESSAGE-INTEGRITY, when there is one."""

    kind: int
    transaction: bytes
    attributes: dict[int, bytes]
    integrity_offset: int
    raw: bytes

    def authenticated(self, password: str) -> bool:
        """Whether MESSAGE-INTEGRITY is present and made with ``password`` (short-term credentials)."""
        given = self.attributes.get(MESSAGE_INTEGRITY)
        if given is None:
            return False
        return hmac.compare_digest(given, _integrity(self.raw[: self.integrity_offset], password))


def parse(data: bytes) -> Message:
    """Raises :class:`MalformedStunError`, never anything else."""
    if len(data) < _HEADER.size:
        raise MalformedStunError("shorter than a header")
    kind, length, cookie, transaction = _HEADER.unpack_from(data)
    if cookie != COOKIE or length % 4 or len(data) != _HEADER.size + length:
        raise MalformedStunError("not STUN")
    attributes: dict[int, bytes] = {}
    integrity_offset = 0
    offset = _HEADER.size
    for _ in range(MAX_ATTRIBUTES + 1):
        if offset >= len(data):
            return Message(kind, transaction, attributes, integrity_offset, data)
        attribute, size = _ATTRIBUTE.unpack_from(data, offset)
        end = offset + 4 + size
        if end > len(data):
            raise MalformedStunError("attribute cut off")
        if attribute == FINGERPRINT:
            if end != len(data) or data[offset + 4 : end] != _fingerprint(data[:offset]):
                raise MalformedStunError("wrong fingerprint, or not the last attribute")
        elif not integrity_offset and attribute not in attributes:
            attributes[attribute] = data[offset + 4 : end]
            if attribute == MESSAGE_INTEGRITY:
                integrity_offset = offset
        offset = end + (-size % 4)
    raise MalformedStunError("more attributes than a check has")


def _with_length(data: bytes, length: int) -> bytes:
    return data[:2] + length.to_bytes(2, "big") + data[4:]


def _integrity(data: bytes, password: str) -> bytes:
    return hmac.digest(password.encode(), _with_length(data, len(data) - 20 + 24), "sha1")


def _fingerprint(data: bytes) -> bytes:
    return _WORD.pack(zlib.crc32(_with_length(data, len(data) - 20 + 8)) ^ _FINGERPRINT_XOR)


def build(kind: int, transaction: bytes, attributes: list[tuple[int, bytes]], password: str) -> bytes:
    """A message with MESSAGE-INTEGRITY made with ``password`` and a FINGERPRINT."""
    body = b"".join(_attribute(number, value) for number, value in attributes)
    data = _HEADER.pack(kind, len(body), COOKIE, transaction) + body
    data += _attribute(MESSAGE_INTEGRITY, _integrity(data, password))
    data += _attribute(FINGERPRINT, _fingerprint(data))
    return _with_length(data, len(data) - 20)


def _attribute(number: int, value: bytes) -> bytes:
    return _ATTRIBUTE.pack(number, len(value)) + value + bytes(-len(value) % 4)


def xor_address(host: str, port: int, transaction: bytes) -> bytes:
    """The value of XOR-MAPPED-ADDRESS; an IPv4 address mapped into IPv6 is written as IPv4."""
    host = host.partition("%")[0]
    address = socket.inet_pton(socket.AF_INET6 if ":" in host else socket.AF_INET, host)
    if address.startswith(_MAPPED):
        address = address[len(_MAPPED) :]
    size = len(address)
    mask = int.from_bytes((_WORD.pack(COOKIE) + transaction)[:size], "big")
    hidden = (int.from_bytes(address, "big") ^ mask).to_bytes(size, "big")
    return _MAPPED_HEAD.pack(0, 1 if size == 4 else 2, port ^ COOKIE >> 16) + hidden


def binding_request(username: str, password: str, *, nominate: bool) -> tuple[bytes, bytes]:
    """A controlling agent's check; returns its transaction id and the message."""
    transaction = secrets.token_bytes(12)
    attributes = [
        (USERNAME, username.encode()),
        (PRIORITY, _WORD.pack(_PRIORITY)),
        (ICE_CONTROLLING, secrets.token_bytes(8)),
    ]
    if nominate:
        attributes.append((USE_CANDIDATE, b""))
    return transaction, build(BINDING_REQUEST, transaction, attributes, password)


def controlled_request(username: str, password: str, transaction: bytes) -> bytes:
    """A controlled agent's check."""
    attributes = [
        (USERNAME, username.encode()),
        (PRIORITY, _WORD.pack(_PRIORITY)),
        (ICE_CONTROLLED, secrets.token_bytes(8)),
    ]
    return build(BINDING_REQUEST, transaction, attributes, password)


def binding_response(message: Message, host: str, port: int, password: str) -> bytes:
    """The answer to an authentic check that came from there."""
    mapped = (XOR_MAPPED_ADDRESS, xor_address(host, port, message.transaction))
    return build(BINDING_RESPONSE, message.transaction, [mapped], password)
