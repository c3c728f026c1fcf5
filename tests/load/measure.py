"""One window of a running load, and whole runs of a scenario."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from tests.load import machine
from tests.load.machine import Usage, Watch
from tests.load.native import Load, Traffic
from tests.load.scenarios import Scenario
from tests.load.servers import Server, ServerFactory, running

WARM_UP_SECONDS = 2.0
"""Key frames are asked for and answered, estimates settle."""
DRAIN_SECONDS = 0.5
"""A packet that is still on its way after this is lost."""
FOREIGN_LIMIT = 0.12
"""Others may take this share of either core before a window counts as disturbed."""

LATE_LIMIT_MS = 20.0
"""A frame that leaves so late comes in a burst with its successors."""


@dataclass(frozen=True, slots=True)
class Window:
    traffic: Traffic
    usage: Usage

    @property
    def forwarded_per_second(self) -> float:
        return self.traffic.received / self.usage.seconds

    @property
    def cpu_us_per_packet(self) -> float:
        """CPU microseconds of the server per forwarded packet."""
        return self.usage.server * 1e6 / max(1, self.traffic.received)

    @property
    def disturbed(self) -> bool:
        """Others took too much of a core, or the load could not keep its own pace."""
        fell_behind = self.traffic.late_max > LATE_LIMIT_MS or self.traffic.dropped > 0
        return self.usage.disturbance > FOREIGN_LIMIT or fell_behind


async def window(server: Server, load: Load, seconds: float) -> Window:
    """Measure once."""
    load.begin()
    watch = Watch(server.pid)
    await asyncio.sleep(seconds)
    usage = watch.usage()
    load.end()
    await asyncio.sleep(DRAIN_SECONDS)
    return Window(load.result(), usage)


async def undisturbed_window(server: Server, load: Load, seconds: float, tries: int) -> Window:
    """Measure until nobody else took much of the two cores, at most ``tries`` times; the least disturbed counts."""
    best: Window | None = None
    for number in range(tries):
        if number:
            await asyncio.sleep(number)
        one = await window(server, load, seconds)
        if best is None or one.usage.disturbance < best.usage.disturbance:
            best = one
        if not one.disturbed:
            break
    assert best is not None
    return best


@dataclass(frozen=True, slots=True)
class Run:
    """One repeat of one scenario on one server.  Memory in bytes, the join in CPU seconds, all per participant."""

    window: Window
    rss_per_participant: float
    history_per_participant: float
    """Of that: packets kept for retransmission, where it is known."""
    cpu_per_join: float
    details: dict[str, str]


async def run(factory: ServerFactory, scenario: Scenario, seconds: float, tries: int) -> Run:
    """A fresh server, everybody joins, then a window."""
    async with running(factory) as (server, load):
        before_rss, before_cpu = machine.rss_bytes(server.pid), machine.run_seconds(server.pid)
        for room in range(scenario.rooms):
            await server.join(room, scenario)
        join = machine.run_seconds(server.pid) - before_cpu
        load.activate(scenario.rooms)
        await asyncio.sleep(WARM_UP_SECONDS)
        measured = await undisturbed_window(server, load, seconds, tries)
        rss = machine.rss_bytes(server.pid) - before_rss
        history = await server.history_bytes()
        each = 1 / scenario.participants
        return Run(measured, rss * each, history * each, join * each, dict(server.details))
