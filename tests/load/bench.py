"""All measurements of one benchmark, in an order that treats every server alike."""

from __future__ import annotations

import datetime
import importlib.metadata
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from tests.load import floor, limit, machine, measure
from tests.load.janus import Janus
from tests.load.janus_process import version as janus_version
from tests.load.limit import Limit
from tests.load.measure import Run
from tests.load.resfri import AUTOMATIC, Resfri
from tests.load.scenarios import FIXED, LIMIT
from tests.load.servers import FAILURES, ServerFactory

T = TypeVar("T")
ATTEMPTS = 3
OURS, PEER = "Resfri", "Janus"
_LIBRARIES = ("aiortc", "pylibsrtp", "cryptography")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure, ``repeats`` times, in windows of ``seconds``; a disturbed window is tried again until there
    were ``tries``.  ``paths`` are the forwarding paths of ours to compare."""

    scenarios: tuple[str, ...]
    paths: tuple[str, ...]
    peer: bool
    repeats: int
    seconds: float
    tries: int


@dataclass(slots=True)
class Report:
    """``runs`` by scenario and server, ``limits`` by server, ``floor`` in CPU microseconds per packet by protection."""

    plan: Plan
    date: datetime.date
    machine: str
    versions: str
    runs: dict[tuple[str, str], list[Run]] = field(default_factory=dict)
    limits: dict[str, list[Limit]] = field(default_factory=dict)
    floor: dict[str, list[float]] = field(default_factory=dict)

    @property
    def servers(self) -> list[str]:
        return list(servers(self.plan))


def servers(plan: Plan) -> dict[str, ServerFactory]:
    """By the name that the table gives them; ours come first."""
    several = len(plan.paths) > 1 or plan.paths[0] != AUTOMATIC
    entries: dict[str, ServerFactory] = {
        f"{OURS}, {path}" if several else OURS: partial(Resfri, path=path) for path in plan.paths
    }
    return entries | ({PEER: Janus} if plan.peer else {})


def _in_turn(plan: Plan) -> Iterator[tuple[str, ServerFactory]]:
    """Every server once a repeat, in alternating order."""
    entries = list(servers(plan).items())
    for repeat in range(plan.repeats):
        yield from reversed(entries) if repeat % 2 else entries


async def measure_all(plan: Plan, tell: Callable[[str], None]) -> Report:
    """``tell`` hears what was measured as it comes."""
    report = Report(plan, datetime.datetime.now(datetime.UTC).date(), machine.description(), _versions(plan))
    for name in floor.PROFILES:
        report.floor[name] = [await floor.measure(name, min(plan.seconds, 1.0)) for _ in range(plan.repeats)]
        tell(f"floor {name}: {min(report.floor[name]):.2f} us per packet")
    for scenario in (scenario for scenario in FIXED if scenario.name in plan.scenarios):
        for name, factory in _in_turn(plan):
            if name == PEER and not scenario.compared:
                continue
            attempt = partial(measure.run, factory, scenario, plan.seconds, plan.tries)
            run = await _again(attempt, partial(_tell_of, tell, f"{scenario.name} {name}"))
            report.runs.setdefault((scenario.name, name), []).append(run)
            tell(f"{scenario.name} {name}: {_line(run)}")
    if LIMIT in plan.scenarios:
        for name, factory in _in_turn(plan):
            progress = partial(_tell_of, tell, f"limit {name}")
            found = await _again(partial(limit.find, factory, plan.seconds / 2, plan.tries, progress), progress)
            report.limits.setdefault(name, []).append(found)
            tell(f"limit {name}: {found.rooms} rooms, {found.forwarded_per_second:.0f} packets/s")
    return report


async def _again(attempt: Callable[[], Awaitable[T]], tell: Callable[[str], None]) -> T:
    """Start over when a server failed, twice at most: one refused connection should not cost the whole benchmark."""
    for _ in range(ATTEMPTS - 1):
        try:
            return await attempt()
        except FAILURES as error:
            tell(f"starting over after {type(error).__name__} {error}")
    return await attempt()


def _tell_of(tell: Callable[[str], None], what: str, text: str) -> None:
    tell(f"{what}: {text}")


def _line(run: Run) -> str:
    window = run.window
    return (
        f"{window.forwarded_per_second:.0f} packets/s, {window.cpu_us_per_packet:.1f} us per packet, "
        f"loss {window.traffic.loss:.2%}, p50 {window.traffic.latency_p50:.2f} ms, "
        f"p99 {window.traffic.latency_p99:.2f} ms, others {window.usage.disturbance:.0%}"
    )


def _versions(plan: Plan) -> str:
    parts = [f"{name} {importlib.metadata.version(name)}" for name in _LIBRARIES]
    return ", ".join(([f"Janus {janus_version()}"] if plan.peer else []) + parts)
