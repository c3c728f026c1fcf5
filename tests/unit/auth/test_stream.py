"""A sealed file opens whole or not at all."""

from __future__ import annotations

import io
import random

import pytest

from auth.crypto import sealed_file
from auth.crypto.sealed_file import BadStream, SealedReader, SealedWriter

WORD = "a good long passphrase"


def sealed(plain: bytes) -> bytes:
    file = io.BytesIO()
    with SealedWriter(file, WORD) as writer:
        for start in range(0, len(plain), 777):
            writer.write(plain[start : start + 777])
    return file.getvalue()


def opened(data: bytes, word: str = WORD) -> bytes:
    with io.BufferedReader(SealedReader(io.BytesIO(data), word)) as reader:
        return reader.read()


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_file, "PIECE", 100)


@pytest.mark.parametrize("length", [0, 1, 99, 100, 101, 200, 5000])
def test_any_length_comes_back(length: int) -> None:
    plain = random.Random(length).randbytes(length)
    data = sealed(plain)
    assert opened(data) == plain
    assert plain not in data or length < 3


def test_another_passphrase_and_another_file_are_refused() -> None:
    for data, word in ((sealed(b"x"), "another passphrase"), (b"", WORD), (b"PK\x03\x04" * 50, WORD)):
        with pytest.raises(BadStream):
            opened(data, word)


def test_whatever_is_changed_cut_off_or_moved_is_refused() -> None:
    data = sealed(bytes(500))
    head, piece = 39, 116
    pieces = [data[at : at + piece] for at in range(head, len(data), piece)]
    spoiled = [data[:at] for at in (len(data) - 1, head + piece, head + 2 * piece, head, 20)]
    spoiled += [data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] for at in range(0, len(data), 13)]
    spoiled += [data[:head] + b"".join([pieces[1], pieces[0], *pieces[2:]]), data + pieces[-1], data + b"x"]
    spoiled += [data[:head] + b"".join(pieces[1:]), data[:head] + pieces[-1]]
    for one in spoiled:
        with pytest.raises(BadStream):
            opened(one)
