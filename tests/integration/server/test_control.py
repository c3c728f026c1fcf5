"""The operator's line into a running server."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest

from server.operator.control import FILE_NAME, ControlError, Question, ServerStatus, ask, listening


async def answer(question: Question) -> ServerStatus:
    return ServerStatus(at=1.0, draining=question is Question.DRAIN, meetings=0, alerts=[], workers=[])


async def test_only_the_servers_own_user_can_ask(tmp_path: Path) -> None:
    async with listening(tmp_path, answer):
        assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600
        assert (await ask(tmp_path, Question.STATUS)).draining is False
        assert (await ask(tmp_path, Question.DRAIN)).draining is True
    assert not (tmp_path / FILE_NAME).exists()


async def test_without_a_server_the_operator_reads_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ControlError, match=r"^No server is running"):
        await ask(tmp_path, Question.STATUS)


async def test_a_data_directory_has_one_server_and_what_a_killed_one_left_is_no_server(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch()
    async with listening(tmp_path, answer):
        with pytest.raises(ControlError, match="already running"):
            async with listening(tmp_path, answer):
                pass
        assert (await ask(tmp_path, Question.STATUS)).meetings == 0, "the first one still answers"


async def test_a_data_directory_with_a_long_name_works_too(tmp_path: Path) -> None:
    deep = tmp_path / ("long" * 30)
    deep.mkdir()
    async with listening(deep, answer):
        assert (await ask(deep, Question.STATUS)).meetings == 0


async def test_a_question_that_nobody_understands_gets_no_answer_and_harms_nobody(tmp_path: Path) -> None:
    async with listening(tmp_path, answer):
        for nonsense in (b"", b"stop\n", b"\xff\n", b"x" * 100_000 + b"\n"):
            reader, writer = await asyncio.open_unix_connection(tmp_path / FILE_NAME)
            writer.write(nonsense)
            writer.write_eof()
            assert await reader.read() == b""
            writer.close()
        assert (await ask(tmp_path, Question.STATUS)).meetings == 0
