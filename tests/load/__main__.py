"""The command line of the benchmark: ``make bench BENCH="--quick"``."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import resource
import signal
import sys
from pathlib import Path

from tests.load import machine, table
from tests.load.bench import Plan, measure_all
from tests.load.janus_process import INSTALL_HINT, installed
from tests.load.native import CompilerMissingError, build
from tests.load.resfri import AUTOMATIC, WrongPathError
from tests.load.scenarios import NAMES

PAGE = Path(__file__).resolve().parents[2] / "media" / "BENCHMARK.md"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench BENCH=...", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one repeat in short windows; writes no page")
    parser.add_argument("--ours-only", action="store_true", help="leave Janus out; writes no page")
    parser.add_argument("--require-peer", action="store_true", help="fail when Janus is not installed")
    parser.add_argument("--scenario", action="append", choices=NAMES, help="only this one (repeatable); writes no page")
    parser.add_argument(
        "--fast-path",
        action="append",
        choices=(AUTOMATIC, "python", "native"),
        help="the worker's forwarding path (repeatable, to compare them)",
    )
    parser.add_argument("--tries", type=int, default=3, help="windows to try until nobody disturbs (default 3)")
    return parser.parse_args()


def _plan(arguments: argparse.Namespace, peer: bool) -> Plan:
    return Plan(
        scenarios=tuple(arguments.scenario or NAMES),
        paths=tuple(arguments.fast_path or (AUTOMATIC,)),
        peer=peer,
        repeats=1 if arguments.quick else 3,
        seconds=2.0 if arguments.quick else 6.0,
        tries=1 if arguments.quick else arguments.tries,
    )


def _settle_in() -> None:
    """Make this process fit for the load; servers inherit its limits and choose their own core."""
    os.sched_setaffinity(0, {machine.LOAD_CORE})
    # Hundreds of connections, here and in Janus.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    # However the benchmark ends, the servers that it started end too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def main() -> int:
    arguments = _arguments()
    # aiortc's handshakes are no news here.
    logging.basicConfig(level=logging.WARNING)
    if not machine.enough_cores():
        print("The benchmark needs cores 0 and 1: one for the server, one for the load.", file=sys.stderr)
        return 1
    try:
        build()
    except CompilerMissingError as error:
        print(error, file=sys.stderr)
        return 1
    peer = not arguments.ours_only and installed()
    if not peer and not arguments.ours_only:
        print(INSTALL_HINT, file=sys.stderr)
        if arguments.require_peer:
            return 1
    _settle_in()
    plan = _plan(arguments, peer)
    try:
        page = table.render(asyncio.run(measure_all(plan, lambda text: print(text, flush=True))))
    except WrongPathError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n" + page)
    if peer and not arguments.quick and plan.scenarios == NAMES:
        PAGE.write_text(page)
        print(f"Written to {PAGE}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
