"""Neither side of the wire can change without the other: the client's own decoder, run in Node, reads what the server's
declarations say, and what a newer or older server would say degrades or is noticed."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from server.wire.generate import declared
from server.wire.room.base import ServerMessage
from server.wire.unknown import UNKNOWN
from tests.support.identity_provider import NODE

ROOT = Path(__file__).resolve().parents[3]
FUTURE = "from_the_future"
MESSAGES = declared.messages_of(ServerMessage)
LATER = object()


def decoded(frames: list[object]) -> list[Any]:
    """What the client's decoder answers for each frame: the message, ``later`` or ``malformed``."""
    lines = "\n".join(json.dumps(json.dumps(frame)) for frame in frames)
    command = [NODE, str(Path(__file__).with_name("decode.mjs")), str(ROOT / "web")]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.split("\n")]


def example(kind: inspect.Type, rng: random.Random) -> Any:
    """A value of this kind as JSON holds it."""
    match kind:
        case inspect.Metadata(type=inner):
            return example(inner, rng)
        case inspect.StrType():
            return "".join(rng.choice('aå𝄞"\\<\u2028') for _ in range(rng.randrange(6)))
        case inspect.IntType():
            return rng.randrange(10**6)
        case inspect.FloatType():
            return rng.uniform(0, 2e9)
        case inspect.BoolType():
            return rng.random() < 0.5
        case inspect.NoneType():
            return None
        case inspect.LiteralType(values=values):
            return rng.choice(values)
        case inspect.EnumType(cls=cls):
            return rng.choice([member.value for member in cls])
        case inspect.StructType(cls=cls):
            return {field.encode_name: example(field.type, rng) for field in declared.fields(cls)}
        case inspect.ListType(item_type=item):
            return [example(item, rng) for _ in range(rng.randrange(1, 4))]
        case inspect.DictType(key_type=key, value_type=value):
            return {str(example(key, rng)): example(value, rng) for _ in range(3)}
        case inspect.UnionType(types=types):
            return example(rng.choice(types), rng)
    raise TypeError(kind)


def of(cls: type[msgspec.Struct], seed: int) -> dict[str, Any]:
    rng = random.Random(f"{cls.__name__}{seed}")
    return {"type": declared.tag(cls), **{f.encode_name: example(f.type, rng) for f in declared.fields(cls)}}


def words(kind: inspect.Type, value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Where in a value words of an enum, or of a closed list of words, stand."""
    match kind:
        case inspect.Metadata(type=inner):
            yield from words(inner, value, path)
        case inspect.EnumType() | inspect.LiteralType():
            yield path
        case inspect.StructType(cls=cls):
            for field in declared.fields(cls):
                yield from words(field.type, value[field.encode_name], (*path, field.encode_name))
        case inspect.ListType(item_type=item):
            for index, each in enumerate(value):
                yield from words(item, each, (*path, index))
        case inspect.UnionType(types=types) if value is not None:
            for each in types:
                if not isinstance(each, inspect.NoneType):
                    yield from words(each, value, path)


def degraded(kind: inspect.Type, value: Any) -> Any:
    """What the page is to make of a value that holds a word from the future."""
    match kind:
        case inspect.Metadata(type=inner):
            return degraded(inner, value)
        case inspect.EnumType(cls=cls) if value == FUTURE:
            instead = UNKNOWN[cls]
            return LATER if instead is None else instead.value
        case inspect.LiteralType() if value == FUTURE:
            return LATER
        case inspect.StructType(cls=cls):
            made = {field.encode_name: degraded(field.type, value[field.encode_name]) for field in declared.fields(cls)}
            return LATER if LATER in made.values() else made
        case inspect.ListType(item_type=item):
            return [made for each in value if (made := degraded(item, each)) is not LATER]
        case inspect.UnionType(types=types) if value is not None:
            (some,) = (each for each in types if not isinstance(each, inspect.NoneType))
            made = degraded(some, value)
            return None if made is LATER and isinstance(some, inspect.StructType) else made
    return value


def with_future(value: Any, path: tuple[Any, ...]) -> Any:
    if not path:
        return FUTURE
    copy = list(value) if isinstance(value, list) else dict(value)
    copy[path[0]] = with_future(value[path[0]], path[1:])
    return copy


def test_every_message_arrives_as_it_was_sent() -> None:
    sent = [of(cls, seed) for cls in MESSAGES for seed in range(20)]
    assert decoded(sent) == sent


def test_a_word_that_the_page_does_not_know_degrades_as_declared_and_never_breaks_a_message() -> None:
    frames, expected = [], []
    for cls in MESSAGES:
        message = of(cls, 0)
        kind = inspect.type_info(cls)
        for path in words(kind, message, ()):
            frames.append(with_future(message, path))
            made = degraded(kind, frames[-1])
            expected.append("later" if made is LATER else {"type": message["type"], **made})
    assert len(frames) > 50
    assert decoded(frames) == expected


def test_a_field_that_the_page_does_not_know_is_passed_over() -> None:
    sent = [of(cls, 0) for cls in MESSAGES]
    assert decoded([{**message, FUTURE: {"x": [1]}} for message in sent]) == sent


def test_a_field_that_is_missing_or_another_kind_is_noticed() -> None:
    fields = [(cls, field.encode_name) for cls in MESSAGES for field in declared.fields(cls)]
    without = [{name: value for name, value in of(cls, 0).items() if name != gone} for cls, gone in fields]
    other = [{**of(cls, 0), name: {"an": 3}} for cls, name in fields if name not in ("seconds",)]
    assert {json.dumps(answer) for answer in decoded(without + other)} == {'"malformed"'}


def test_a_message_that_the_page_does_not_know_is_noticed() -> None:
    assert decoded([{"type": FUTURE}, {"type": "toString"}, {"type": "__proto__"}]) == ["later"] * 3


def test_what_is_no_message_is_malformed() -> None:
    frames = [None, [], 3, "text", {}, {"type": None}, {"type": ["ok"]}, {"type": "ok", "seq": "1"}]
    assert decoded(frames) == ["malformed"] * len(frames)


CHANGES = {
    "a new word": (r'    LOST = "lost"\n', '    LOST = "lost"\n    ASLEEP = "asleep"\n', "vocabulary.py"),
    "a new field": (r"    may_share: bool\n", "    may_share: bool\n    mood: str\n", "vocabulary.py"),
    "a field less": (r"    second_device: bool\n", "", "room/lobby.py"),
    "a new message": (
        r"\n\nFromServer = ",
        "\n\nclass Bell(ServerMessage, tag='bell'):\n    pass\n\n\nFromServer = Bell | ",
        "room/lobby.py",
    ),
    "another limit": (r"MAX_TILES = 64", "MAX_TILES = 65", "room/media.py"),
    "other words of explanation": (r"Pressed leave", "Has pressed leave", "vocabulary.py"),
}  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources, to be changed."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("auth", "media", "server", "web/src/protocol"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    return folder


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_the_declarations_changes_what_the_client_is_built_from(copy: Path, change: str) -> None:
    pattern, replacement, name = CHANGES[change]
    path = copy / "server/wire" / name
    kept = path.read_text()
    changed, count = re.subn(pattern, replacement, kept, count=1)
    assert count == 1
    path.write_text(changed)
    try:
        check = [sys.executable, "-m", "server.wire.generate", "--check"]
        done = subprocess.run(check, cwd=copy, capture_output=True, text=True, check=False)
    finally:
        path.write_text(kept)
    assert done.returncode == 1
    assert "messages.gen.ts" in done.stderr


def test_every_word_that_the_server_sends_says_what_an_older_page_makes_of_it() -> None:
    found = set()
    for cls in MESSAGES:
        text = repr(inspect.type_info(cls))
        found |= {enum for enum in declared.enums() if f"cls=<enum '{enum.__name__}'>" in text}
    assert found == set(UNKNOWN)
