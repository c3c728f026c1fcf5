"""What the operator is shown of a running server."""

from __future__ import annotations

import time
from typing import Any

import msgspec

from media.protocol import WorkerStats
from server.operator.control import AlertSeen, ServerStatus
from server.operator.status import RECENT_SECONDS, meetings, report, wants_looking_at


def worker(index: int = 0, **changes: Any) -> WorkerStats:
    figures: dict[str, Any] = {
        "worker": index,
        "port": 40000 + index,
        "rooms": 2,
        "transports": 11,
        "producers": 22,
        "consumers": 100,
        "packets_received": 1000,
        "packets_forwarded": 5000,
        "packets_dropped": 0,
        "nacks_answered": 0,
        "cpu_seconds": 10.0,
        "rss_bytes": 72 << 20,
        "loop_lag_ms": 9.0,
        "loop_lag_p99_ms": 1.25,
    }
    return WorkerStats(**{**figures, **changes})


def status(at: float, *workers: WorkerStats, draining: bool = False, running: int = 3) -> ServerStatus:
    return ServerStatus(at=at, draining=draining, meetings=running, alerts=[], workers=list(workers))


def cells(line: str) -> str:
    return " ".join(line.split())


def test_rates_are_made_of_two_looks() -> None:
    before = status(100.0, worker(0), worker(1))
    after = status(
        102.0, worker(0, packets_received=3000, packets_forwarded=17_000, cpu_seconds=10.5), worker(1, draining=True)
    )
    first, empty, headings, *rows = report(before, after).splitlines()
    assert (first, empty) == ("3 meetings running.", "")
    assert cells(headings) == "worker port rooms transports in/s out/s CPU memory lag p99 path state"
    assert cells(rows[0]) == "0 40000 2 11 1000 6000 25% 72 MiB 1.2 ms python open"
    assert cells(rows[1]) == "1 40001 2 11 0 0 0% 72 MiB 1.2 ms python draining"


def test_a_worker_that_was_started_again_shows_what_it_has_done_since() -> None:
    again = worker(packets_received=10, packets_forwarded=30, cpu_seconds=0.5)
    *_, row = report(status(0.0, worker()), status(1.0, again)).splitlines()
    assert row.split()[4:7] == ["10", "30", "50%"]


def test_a_worker_that_answers_for_the_first_time_has_no_rates_yet() -> None:
    *_, row = report(status(0.0), status(1.0, worker())).splitlines()
    assert row.split()[4:7] == ["0", "0", "0%"]


def test_columns_stay_below_their_headings() -> None:
    table = report(status(0.0), status(1.0, worker(), worker(10, transports=2000))).splitlines()[2:]
    assert len({line.index(word) for line, word in zip(table, ("path", "python", "python"), strict=True)}) == 1
    assert len({line.find(word) + len(word) for line, word in zip(table[1:], ("11", "2000"), strict=True)}) == 1


def test_draining_is_said_in_a_sentence() -> None:
    assert meetings(status(0.0, running=1)) == "1 meeting running."
    assert meetings(status(0.0, draining=True, running=2)).startswith("2 meetings running; no new ones begin")


def test_what_is_wrong_now_comes_first_and_wants_looking_at() -> None:
    wrong = msgspec.structs.replace(status(0.0), troubles=["disk_full"])
    assert report(status(0.0), wrong).splitlines()[1] == (
        "WRONG NOW disk_full: the disk of the data directory is full, or nearly."
    )
    assert wants_looking_at(wrong)


def test_an_alert_wants_looking_at_while_it_is_recent() -> None:
    def after(seconds: float) -> ServerStatus:
        alert = AlertSeen(code="forged_token", count=1, last_at=time.time() - seconds)
        return msgspec.structs.replace(status(0.0), alerts=[alert])

    assert wants_looking_at(after(1))
    assert not wants_looking_at(after(RECENT_SECONDS + 1))
    assert not wants_looking_at(status(0.0))
