"""What ``resfri status`` prints: one line per media worker, and how many meetings are running."""

from __future__ import annotations

import time
from datetime import datetime

from media.protocol import WorkerStats
from server.operator.control import ServerStatus

HEADINGS = ("worker", "port", "rooms", "transports", "in/s", "out/s", "CPU", "memory", "lag p99", "path", "state")
MEBIBYTE = 1 << 20
RECENT_SECONDS = 3600.0
_SENTENCES = {
    "no_media": "no media worker is alive; meetings have neither picture nor sound.",
    "database": "nothing can be written to the database.",
    "disk_full": "the disk of the data directory is full, or nearly.",
}


def report(before: ServerStatus, after: ServerStatus) -> str:
    """Two answers of the same server, and what happened between them."""
    seconds = max(after.at - before.at, 0.001)
    earlier = {stats.worker: stats for stats in before.workers}
    rows = [_row(earlier.get(stats.worker, stats), stats, seconds) for stats in after.workers]
    return "\n".join([meetings(after), *troubles(after), *alerts(after), "", *_aligned([HEADINGS, *rows])])


def troubles(status: ServerStatus) -> list[str]:
    """A sentence per thing that is wrong now."""
    return [f"WRONG NOW {trouble}: {_SENTENCES.get(trouble, 'see the log.')}" for trouble in status.troubles]


def wants_looking_at(status: ServerStatus) -> bool:
    """Whether something is wrong now, or was alerted of within the last hour."""
    now = time.time()
    return bool(status.troubles) or any(now - one.last_at < RECENT_SECONDS for one in status.alerts)


def alerts(status: ServerStatus) -> list[str]:
    """One line per kind of alert since the start."""
    return [
        f"ALERT {one.code}, {one.count} time{'' if one.count == 1 else 's'}, last at "
        f"{datetime.fromtimestamp(one.last_at).astimezone():%Y-%m-%d %H:%M:%S %Z}"
        for one in status.alerts
    ]


def meetings(status: ServerStatus) -> str:
    """One sentence."""
    running = f"{status.meetings} meeting{'' if status.meetings == 1 else 's'} running"
    if status.draining:
        return f"{running}; no new ones begin, and the server ends when the last one has."
    return f"{running}."


def _row(before: WorkerStats, after: WorkerStats, seconds: float) -> tuple[str, ...]:
    """A worker that was started again in between began to count anew: it shows what it has done since."""
    again = after.cpu_seconds < before.cpu_seconds
    received, forwarded, cpu = (
        (0, 0, 0.0) if again else (before.packets_received, before.packets_forwarded, before.cpu_seconds)
    )
    return (
        str(after.worker),
        str(after.port),
        str(after.rooms),
        str(after.transports),
        f"{(after.packets_received - received) / seconds:.0f}",
        f"{(after.packets_forwarded - forwarded) / seconds:.0f}",
        f"{(after.cpu_seconds - cpu) / seconds:.0%}",
        f"{after.rss_bytes / MEBIBYTE:.0f} MiB",
        f"{after.loop_lag_p99_ms:.1f} ms",
        after.fast_path,
        "draining" if after.draining else "open",
    )


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Numbers to the right, words to the left."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    words = len(HEADINGS) - 2
    return [
        "  ".join(
            cell.rjust(width) if column < words else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
