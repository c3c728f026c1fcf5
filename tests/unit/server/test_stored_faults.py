"""Fault reports as they lie in databases: yesterday's bytes, literally, and those of other versions."""

from __future__ import annotations

from server.services.support.faults import read, write
from server.wire import api

YESTERDAY = (
    '{"text":"Inget ljud.\\nAlls.","browser":"Chrome 130","figures":[{"name":"rtt","value":"40 ms"}],'
    '"errors":["not_found"]}'
)
FAULT = api.NewFault(
    text="Inget ljud.\nAlls.",
    browser="Chrome 130",
    figures=[api.FaultFigure(name="rtt", value="40 ms")],
    errors=["not_found"],
)


def test_what_was_stored_yesterday_is_read_and_written_alike() -> None:
    assert read(YESTERDAY) == FAULT
    assert write(FAULT) == YESTERDAY


def test_a_field_that_is_no_more_is_passed_over() -> None:
    assert read('{"gone":1,' + YESTERDAY[1:]) == FAULT
