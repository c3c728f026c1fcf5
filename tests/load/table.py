"""The report as the page that ``media/BENCHMARK.md`` is."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable

from tests.load.bench import OURS, PEER, Report
from tests.load.limit import MAX_LOSS, MAX_P99_MS, Limit
from tests.load.measure import FOREIGN_LIMIT
from tests.load.scenarios import LIMIT

_CAVEATS = f"""\
- Synthetic media of 140 packets a second per publisher: 800 kbit/s of VP8-like video in 90 packets of 1111 bytes (the
  three of a frame back to back) and 50 Opus-like packets of 100 bytes with audio levels. Sender and receiver reports
  once a second; key-frame requests are answered. No transport-cc, REMB, NACK or retransmission in either direction,
  and no simulcast: browsers make every server work more.
- CPU is the scheduler's run time of all threads of the server, the kernel's send path included. Over loopback that
  contains the receiving half of the network stack up to the viewer's socket, for the floor too.
- Latency runs from before the publisher protects a packet until the viewer's kernel has it.
- Janus: Debian's package, one event loop, errors logged only, only the plugin and transport that are used. A
  participant has up to two connections there (as in its demonstrations) and one in Resfri. Nobody renegotiates:
  subscribers join when all publishers have; in Resfri everybody negotiates with everybody who comes.
- 100: everybody sends camera and microphone, and everybody shows the four who came first; of the microphones the ten
  heard last are forwarded. Janus has no such thing.
- The limit is the largest number of rooms of six with a loss below {MAX_LOSS:.1%} and p99 of at most {MAX_P99_MS:.0f}
  ms, good to one room (4200 packets/s).
- History are the packets kept to answer retransmissions: up to 1.4 MB for each publisher's video. Janus does not tell.
- A * for each run in whose every window others took more than {FOREIGN_LIMIT:.0%} of one of the two cores, or the load
  was late; ratios are marked that rest on such a run.
  Equal runs minutes apart differ by 10 to 25 %: compare the ratios of one page, not figures of two."""


def render(report: Report) -> str:
    """The whole page."""
    sections = [_head(report)]
    if report.runs:
        sections += ["## Fixed scenarios", _fixed(report)]
    if report.limits:
        sections += ["## One core", _limits(report)]
    sections += ["## Floor", _floor(report)]
    ratios = _ratios(report)
    if ratios:
        sections += ["## Ratios", ratios]
    sections += ["## Caveats", _CAVEATS]
    return "\n\n".join(sections) + "\n"


def _head(report: Report) -> str:
    plan = report.plan
    details = {
        f"{name}: " + ", ".join(f"{key} {value}" for key, value in entry.items())
        for name in report.servers
        for entry in _details(report, name)
    }
    return (
        f"# Benchmark\n\nMeasured {report.date.isoformat()} by `make bench`: {report.machine}; {report.versions}.\n"
        f"{'; '.join(sorted(details))}.\n"
        f"Server on core 0, load on core 1; median of {plan.repeats} [smallest-largest], windows of "
        f"{plan.seconds:g} s, a fresh server each. Others took at most {_disturbance(report):.0%} of a core."
    )


def _disturbance(report: Report) -> float:
    """The largest share of a core that others took in the windows that count."""
    windows = [run.window for runs in report.runs.values() for run in runs]
    windows += [found.window for limits in report.limits.values() for found in limits if found.window is not None]
    return max((window.usage.disturbance for window in windows), default=0.0)


def _details(report: Report, server: str) -> list[dict[str, str]]:
    runs = [run.details for (_, name), runs in report.runs.items() if name == server for run in runs]
    return runs + [found.details for found in report.limits.get(server, [])]


def _spread(values: Iterable[float], digits: int, scale: float = 1.0) -> str:
    ordered = sorted(value * scale for value in values)
    middle = f"{statistics.median(ordered):.{digits}f}"
    if len(ordered) == 1:
        return middle
    return f"{middle} [{ordered[0]:.{digits}f}-{ordered[-1]:.{digits}f}]"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _fixed(report: Report) -> str:
    head = ["scenario", "server", "forwarded/s", "CPU us per packet", "p50 ms", "p99 ms", "loss %"]
    head += ["RSS KiB per participant", "of that history", "CPU ms per join"]
    rows = []
    for (scenario, server), runs in report.runs.items():
        windows = [run.window for run in runs]
        mark = " " + "*" * sum(window.disturbed for window in windows)
        rows.append(
            [
                scenario,
                (server + mark).strip(),
                _spread((window.forwarded_per_second for window in windows), 0),
                _spread((window.cpu_us_per_packet for window in windows), 1),
                _spread((window.traffic.latency_p50 for window in windows), 2),
                _spread((window.traffic.latency_p99 for window in windows), 2),
                _spread((window.traffic.loss for window in windows), 2, 100),
                _spread((run.rss_per_participant for run in runs), 0, 1 / 1024),
                _spread((run.history_per_participant for run in runs), 0, 1 / 1024) if server != PEER else "?",
                _spread((run.cpu_per_join for run in runs), 1, 1000),
            ]
        )
    return _table(head, rows)


def _limits(report: Report) -> str:
    head = ["server", "rooms of 6", "forwarded/s", "CPU us per packet", "p50 ms", "p99 ms", "server core %"]
    head += ["load core %"]
    rows = []
    for server, limits in report.limits.items():
        windows = [found.window for found in limits if found.window is not None]
        mark = " " + "*" * sum(found.disturbed for found in limits)
        if not windows:
            rows.append([(server + mark).strip(), "0", *["-"] * 6])
            continue
        rows.append(
            [
                (server + mark).strip(),
                _spread((found.rooms for found in limits), 0),
                _spread((found.forwarded_per_second for found in limits), 0),
                _spread((window.cpu_us_per_packet for window in windows), 1),
                _spread((window.traffic.latency_p50 for window in windows), 2),
                _spread((window.traffic.latency_p99 for window in windows), 1),
                _spread((window.usage.server / window.usage.seconds for window in windows), 0, 100),
                _spread((window.usage.load / window.usage.seconds for window in windows), 0, 100),
            ]
        )
    return _table(head, rows)


def _floor(report: Report) -> str:
    """One thread and one socket, ten destinations, the mix of the scenarios, one core that does nothing else."""
    rows = [[name, _spread(costs, 2), f"{1e6 / statistics.median(costs):.0f}"] for name, costs in report.floor.items()]
    text = "A loop of SRTP protect and `sendto` in C to ten destinations, for the mix of the scenarios."
    return text + "\n\n" + _table(["protection", "CPU us per packet", "packets/s"], rows)


def _ratios(report: Report) -> str:
    rows = []
    for server in (name for name in report.servers if name.startswith(OURS)):
        for scenario in report.plan.scenarios:
            mine, peer = (_cost(report, scenario, name) for name in (server, PEER))
            if mine is not None and peer is not None:
                mark = _doubt(report, scenario, server, PEER)
                rows.append([server, f"CPU per packet beside {PEER}, {scenario}", f"{mine / peer:.2f}{mark}"])
        rows += _limit_ratios(report, server)
    return _table(["server", "what", "ratio"], rows) if rows else ""


def _limit_ratios(report: Report, server: str) -> list[list[str]]:
    mine, peer = report.limits.get(server), report.limits.get(PEER)
    rows = []
    if mine and peer and _median(peer, _rate):
        ratio = f"{_median(mine, _rate) / _median(peer, _rate):.2f}{_doubt(report, LIMIT, server, PEER)}"
        rows.append([server, f"packets/s on one core beside {PEER}", ratio])
    cost = _cost(report, LIMIT, server)
    if cost is not None:
        least = statistics.median(report.floor["AES-256-GCM"])
        ratio = f"{cost / least:.2f}{_doubt(report, LIMIT, server)}"
        rows.append([server, "CPU per packet at the limit beside the floor, AES-256-GCM", ratio])
    return rows


def _doubt(report: Report, scenario: str, *servers: str) -> str:
    """A mark when any run behind a ratio was disturbed."""
    fixed = [run.window.disturbed for server in servers for run in report.runs.get((scenario, server), [])]
    limits = [found.disturbed for server in servers for found in report.limits.get(server, [])]
    return " *" if any(limits if scenario == LIMIT else fixed) else ""


def _cost(report: Report, scenario: str, server: str) -> float | None:
    """Median CPU microseconds per packet."""
    if scenario == LIMIT:
        windows = [found.window for found in report.limits.get(server, []) if found.window is not None]
    else:
        windows = [run.window for run in report.runs.get((scenario, server), [])]
    return statistics.median(window.cpu_us_per_packet for window in windows) if windows else None


def _rate(found: Limit) -> float:
    return found.forwarded_per_second


def _median(limits: list[Limit], value: Callable[[Limit], float]) -> float:
    return statistics.median(map(value, limits))
