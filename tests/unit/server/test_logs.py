"""One event is one line, whatever a value holds (R83)."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.runtime.logs import OneLineFormatter, Outage, one_line

CORPUS = [
    "\r\n2026-01-01 00:00:00 INFO resfri: forged",
    "\x1b[2J\x1b]0;title\x07",
    "\x00",
    "\u2028next\u2029",
    "\x85next",
    "\x9b31mred",
    "\u202etxt.exe",
    "\ud800",
    '{"level": "INFO"}\n',
    "\\n",
    "\x7f\x0b\x0c",
]


def formatted(message: str, *values: object, error: BaseException | None = None, logger: str = "resfri.x") -> str:
    info = (type(error), error, error.__traceback__) if error else None
    return OneLineFormatter().format(logging.LogRecord(logger, 20, "f", 1, message, values, info))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", CORPUS)
def test_no_value_makes_a_second_line_or_moves_a_cursor(text: str) -> None:
    line = formatted("said %s", text)
    assert len(line.splitlines()) == 1
    assert line.isprintable()
    line.encode()


@given(st.text())
def test_any_text_is_one_printable_line_that_can_be_written(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    line.encode()


@given(st.text(), st.text())
def test_different_values_stay_different(one: str, other: str) -> None:
    assert (one_line(one) == one_line(other)) == (one == other)


def test_a_traceback_tells_types_and_places_and_nothing_that_somebody_sent() -> None:
    try:
        try:
            raise KeyError("hemlig")
        except KeyError as cause:
            raise ValueError("hemlig\nmer") from cause
    except ValueError as error:
        line = formatted("failed", error=error)
    assert len(line.splitlines()) == 1
    assert "builtins.ValueError at test_logs.py:" in line
    assert "builtins.KeyError at test_logs.py:" in line
    assert "hemlig" not in line


def test_a_traceback_that_leads_back_to_itself_ends() -> None:
    error = ValueError()
    error.__context__ = KeyError()
    error.__context__.__context__ = error
    assert formatted("failed", error=error).count("ValueError") == 1


def test_a_library_says_what_but_not_about_whom() -> None:
    line = formatted("Error handling request from %s", "203.0.113.9", logger="aiohttp.server")
    assert line.endswith("aiohttp.server: Error handling request from %s")
    assert "hemlig" not in formatted("Task exception was never retrieved\nfuture: hemlig", logger="asyncio")


def test_what_fails_again_and_again_is_said_once_and_so_is_its_end(caplog: pytest.LogCaptureFixture) -> None:
    outage = Outage(logging.getLogger("resfri.test"), "reading")
    outage.worked()
    for error in (OSError(), OSError(), ValueError(), ValueError()):
        outage.failed(error)
    outage.worked()
    outage.worked()
    assert [record.getMessage() for record in caplog.records] == [
        "reading fails (OSError); it is tried again",
        "reading fails (ValueError); it is tried again",
        "reading works again",
    ]
