"""A sealed file opens whole or not at all."""

from __future__ import annotations

import io
import random

import pytest

from auth.crypto import sealed_file
from auth.crypto.sealed_file import COSTS, MAGIC, BadStream, SealedReader, SealedWriter

WORD = "a good long passphrase"
VERSION_1 = bytes.fromhex(
    "7265736672692d7365616c65642d310a5385d66768cc882b2f4b166fb2a323dc0abb194e46cc70bc35fffd7230cf2048"
    "b4e282cdbc71cb6955ad"
)


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


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """For what opens a hundred files; what a key costs is tried by itself."""
    monkeypatch.setattr(sealed_file, "COSTS", dict.fromkeys(COSTS, 2))


def test_a_passphrase_costs_what_owasp_asks_and_files_of_before_still_open() -> None:
    assert COSTS[MAGIC] >= 1 << 17
    assert opened(sealed(b"hej")) == opened(VERSION_1) == b"hej"
    # Who says that a new file was made the cheap way does not open it.
    with pytest.raises(BadStream):
        opened(VERSION_1[:16] + sealed(b"hej")[16:])


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize("length", [0, 1, 99, 100, 101, 200, 5000])
def test_any_length_comes_back(length: int) -> None:
    plain = random.Random(length).randbytes(length)
    data = sealed(plain)
    assert opened(data) == plain
    assert plain not in data or length < 3


@pytest.mark.usefixtures("cheap")
def test_another_passphrase_and_another_file_are_refused() -> None:
    for data, word in ((sealed(b"x"), "another passphrase"), (b"", WORD), (b"PK\x03\x04" * 50, WORD)):
        with pytest.raises(BadStream):
            opened(data, word)


@pytest.mark.usefixtures("cheap")
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
