"""The wire: strict in what it takes, complete in what it declares, and the same in both languages."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.signalling.dispatch import TABLE
from server.signalling.socket import decode
from server.wire.errors import MEANINGS, AppError, Code
from server.wire.generate.declared import messages_of
from server.wire.room import base, messages, presence
from server.wire.room.base import MAX_MESSAGE_BYTES, ClientMessage, ServerMessage

HELLO = {"type": "hello", "version": 1, "ticket": "t", "microphone": True, "camera": False}
TILE = {"participant": "p", "source": "camera", "width": 640, "height": 360, "pinned": False}


def test_a_good_message_is_read() -> None:
    message = decode(json.dumps({**HELLO, "seq": 3}))
    assert isinstance(message, presence.Hello)
    assert (message.seq, message.camera) == (3, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"type": 3}',
        '{"type": "nonsense"}',
        '{"type": "joined"}',
        json.dumps({**HELLO, "extra": 1}),
        json.dumps({**HELLO, "version": "1"}),
        json.dumps({**HELLO, "microphone": 1}),
        json.dumps({**HELLO, "seq": -1}),
        json.dumps({**HELLO, "seq": 1.5}),
        json.dumps({**HELLO, "transport": "x" * 65}),
        json.dumps({"type": "admit"}),
        json.dumps({"type": "admit", "participant": ""}),
        json.dumps({"type": "answer", "transport": "t", "revision": 0, "sdp": "x" * (48 * 1024 + 1)}),
        json.dumps({"type": "ping", "x": "y" * MAX_MESSAGE_BYTES}),
        json.dumps({"type": "watch", "tiles": [{**TILE, "width": 8193}]}),
        json.dumps({"type": "watch", "tiles": [{**TILE, "source": "microphone"}]}),
        json.dumps({"type": "watch", "tiles": [{**TILE, "extra": 1}]}),
        json.dumps({"type": "watch", "tiles": [TILE] * 65}),
        "[" * 5000,
        '{"type": "ping"} trailing',
        "\ud800",
    ],
)
def test_a_message_that_the_wire_does_not_declare_is_refused(text: str) -> None:
    with pytest.raises(AppError, match=Code.BAD_MESSAGE):
        decode(text)


@given(st.text(max_size=200))
def test_no_text_raises_anything_but_bad_message(text: str) -> None:
    with pytest.raises(AppError, match=Code.BAD_MESSAGE):
        decode(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)


@given(
    st.sampled_from([cls.__struct_config__.tag for cls in messages_of(ClientMessage)]),
    st.dictionaries(
        st.sampled_from(
            [
                "seq",
                "transport",
                "revision",
                "sdp",
                "participant",
                "active",
                "audio",
                "ticket",
                "x",
                "raised",
                "reaction",
                "source",
                "free",
                "sentence",
                "text",
            ]
        ),
        json_values,
        max_size=6,
    ),
)
def test_mutated_messages_are_read_or_refused_but_never_crash(tag: object, fields: dict[str, object]) -> None:
    try:
        message = decode(json.dumps({"type": tag, **fields}))
    except AppError as error:
        assert error.code is Code.BAD_MESSAGE
    else:
        assert isinstance(message, base.ClientMessage)


def test_every_client_message_but_hello_has_a_row_in_the_dispatch_table() -> None:
    declared = set(messages_of(ClientMessage))
    assert set(TABLE) == declared - {presence.Hello}
    assert set(get_args(messages.AnyClientMessage)) == declared
    assert set(get_args(messages.AnyServerMessage)) == set(messages_of(ServerMessage))


def test_every_error_has_a_meaning_in_both_languages() -> None:
    assert set(MEANINGS) == set(Code)
    for meaning in MEANINGS.values():
        assert meaning.text.sv.endswith(".")
        assert meaning.text.en.endswith(".")
        assert meaning.text.sv != meaning.text.en


def test_the_generated_typescript_is_up_to_date() -> None:
    result = subprocess.run([sys.executable, "-m", "server.wire.generate", "--check"], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
