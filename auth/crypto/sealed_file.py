"""A sealed file of any length (STREAM, Hoang and others 2015): AES-256-GCM in pieces whose nonces hold their number and
whether they are the last, with a key made of a passphrase by scrypt (RFC 7914).  What was changed, moved or cut off
does not open."""

from __future__ import annotations

import hashlib
import io
import secrets
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"resfri-sealed-2\n"
COSTS = {b"resfri-sealed-1\n": 1 << 15, MAGIC: 1 << 17}
"""Of scrypt, by what a file begins with; the newest is OWASP's (2^17: 128 MiB and some tenths of a second)."""
SALT_BYTES = 16
PREFIX_BYTES = 7
PIECE = 1 << 20
TAG_BYTES = 16
MIN_PASSPHRASE = 12


class BadStream(Exception):
    """Another passphrase, or not what was written."""


def _key(passphrase: str, salt: bytes, cost: int) -> AESGCM:
    return AESGCM(hashlib.scrypt(passphrase.encode(), salt=salt, n=cost, r=8, p=1, maxmem=1 << 28, dklen=32))


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


class SealedWriter(io.RawIOBase):
    """``close`` writes the last piece; the file below stays open."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        salt = secrets.token_bytes(SALT_BYTES)
        self._prefix = secrets.token_bytes(PREFIX_BYTES)
        self._file = file
        self._key = _key(passphrase, salt, COSTS[MAGIC])
        self._number = 0
        self._held = bytearray()
        file.write(MAGIC + salt + self._prefix)

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self._held += piece
        while len(self._held) > PIECE:
            self._seal(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._seal(bytes(self._held), last=True)
        super().close()

    def _seal(self, plain: bytes, *, last: bool) -> None:
        self._file.write(self._key.encrypt(_nonce(self._prefix, self._number, last=last), plain, MAGIC))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Raises :class:`BadStream` at the first piece that is not as it was written; an end that was cut off too."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        self._magic = file.read(len(MAGIC))
        if self._magic not in COSTS:
            raise BadStream
        salt, self._prefix = file.read(SALT_BYTES), file.read(PREFIX_BYTES)
        self._file = file
        self._key = _key(passphrase, salt, COSTS[self._magic])
        self._number = 0
        self._next = file.read(PIECE + TAG_BYTES)
        self._held = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        while not self._held and not self._ended:
            self._open()
        taken = self._held[: len(view)]
        view[: len(taken)] = taken
        self._held = self._held[len(taken) :]
        return len(taken)

    def _open(self) -> None:
        piece, self._next = self._next, self._file.read(PIECE + TAG_BYTES)
        self._ended = not self._next
        try:
            nonce = _nonce(self._prefix, self._number, last=self._ended)
            self._held = self._key.decrypt(nonce, piece, self._magic)
        except (InvalidTag, ValueError):
            raise BadStream from None
        self._number += 1
