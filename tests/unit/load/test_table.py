"""The page that a benchmark writes."""

from __future__ import annotations

import datetime
from dataclasses import replace

from tests.load import table
from tests.load.bench import OURS, PEER, Plan, Report
from tests.load.limit import Limit
from tests.load.machine import Usage
from tests.load.measure import Run, Window
from tests.load.native import COUNTS, TIMES, Traffic

QUIET = Usage(seconds=1.0, server=0.05, load=0.1, foreign_server_core=0.0, foreign_load_core=0.0)
CLEAN = Traffic(**dict.fromkeys(COUNTS, 0), **dict.fromkeys(TIMES, 1.0))  # type: ignore[arg-type]


def window(cpu_seconds: float, packets: int) -> Window:
    return Window(replace(CLEAN, expected=packets, received=packets), replace(QUIET, server=cpu_seconds))


def report(ours: Window, peers: Window) -> Report:
    plan = Plan(scenarios=("6x6", "limit"), paths=("auto",), peer=True, repeats=1, seconds=1.0, tries=1)
    made = Report(plan, datetime.date(2026, 11, 24), "a machine", "versions", floor={"AES-256-GCM": [4.0]})
    for server, one in ((OURS, ours), (PEER, peers)):
        made.runs["6x6", server] = [Run(one, 250 * 1024.0, 100 * 1024.0, 0.004, {"SRTP": "GCM"})]
        made.limits[server] = [Limit(10, one, one.disturbed, {"SRTP": "GCM"})]
    return made


def test_ratios_compare_medians_of_one_report() -> None:
    page = table.render(report(window(0.05, 5000), window(0.08, 4000)))
    assert "| 6x6 | Resfri | 5000 | 10.0 | 1.00 | 1.00 | 0.00 | 250 | 100 | 4.0 |" in page
    assert "| Resfri | CPU per packet beside Janus, 6x6 | 0.50 |" in page
    assert "| Resfri | packets/s on one core beside Janus | 1.25 |" in page
    assert "| Resfri | CPU per packet at the limit beside the floor, AES-256-GCM | 2.50 |" in page


def test_a_ratio_that_rests_on_a_disturbed_run_is_marked() -> None:
    disturbed = window(0.08, 4000)
    disturbed = replace(disturbed, usage=replace(disturbed.usage, foreign_load_core=0.5))
    page = table.render(report(window(0.05, 5000), disturbed))
    assert "| 6x6 | Janus * |" in page
    assert "| Resfri | CPU per packet beside Janus, 6x6 | 0.50 * |" in page
    assert "beside the floor, AES-256-GCM | 2.50 |" in page


def test_a_server_that_carried_nothing_has_a_row() -> None:
    made = report(window(0.05, 5000), window(0.08, 4000))
    made.limits[PEER] = [Limit(0, None, True, {})]
    page = table.render(made)
    assert "| Janus * | 0 | - |" in page
    assert "packets/s on one core" not in page
