"""``make impairment``: real Chromium over bad networks, as a table."""

from __future__ import annotations

import argparse
import datetime
import os
import signal
import sys
import time
from collections.abc import Sequence
from types import FrameType

from playwright.sync_api import Error as BrowserError

from tests.impairment import namespaces, report
from tests.impairment.measure import figures
from tests.impairment.scenarios import BLACKOUT, NO_UDP, Outcome, Scenario, Trouble, all_scenarios
from tests.impairment.stage import MOBILE, ROOT, WIFI, Stage, samples

README = ROOT / "media" / "README.md"
CALM_SECONDS = 6.0
"""Between two networks, so that one does not answer for the other."""
SETTLING_SECONDS = 3.0
"""After a network has changed; then it is measured."""
BLACKOUT_SECONDS = 10.0
GIVE_UP_SECONDS = 40.0
CANNOT = 2


class Runner:
    """Tries one scenario after the other in as few calls as possible."""

    def __init__(self, stage: Stage, seconds: float) -> None:
        self._stage = stage
        self._seconds = seconds
        self._calling = False

    def run(self, scenario: Scenario) -> Outcome | str:
        try:
            if scenario.new_call or scenario.trouble is not Trouble.NONE:
                return self._in_new_call(scenario)
            self._prepare()
            return self._steadily(scenario)
        except (AssertionError, BrowserError, ValueError) as error:
            self._calling = False
            return f"failed: {str(error).splitlines()[0]}"

    def _prepare(self) -> None:
        if not self._calling:
            self._stage.reset()
            self._stage.call()
            self._calling = True
        self._stage.impair()
        time.sleep(CALM_SECONDS)

    def _in_new_call(self, scenario: Scenario) -> Outcome:
        self._calling = False
        self._stage.reset()
        if scenario.ipv6:
            self._stage.move(WIFI, ipv6=True)
        self._stage.impair(scenario.up, scenario.down)
        self._stage.call()
        time.sleep(CALM_SECONDS)
        if scenario.trouble is Trouble.NONE:
            return self._steadily(scenario)
        return self._through(scenario.trouble)

    def _steadily(self, scenario: Scenario) -> Outcome:
        self._stage.impair(scenario.up, scenario.down)
        begin = time.time() + SETTLING_SECONDS
        time.sleep(SETTLING_SECONDS + self._seconds)
        return self._outcome(begin, None)

    def _through(self, trouble: Trouble) -> Outcome:
        self._cause(trouble)
        since = time.time()
        back = None
        while back is None and time.time() < since + GIVE_UP_SECONDS:
            time.sleep(1.0)
            recovered = [one for one in self._stage.recoveries(since) if one is not None]
            back = max(recovered) if len(recovered) == len(self._stage.people) else None
        time.sleep(self._seconds)
        return self._outcome(since, back)

    def _cause(self, trouble: Trouble) -> None:
        match trouble:
            case Trouble.BLACKOUT:
                self._stage.impair(BLACKOUT, BLACKOUT)
                time.sleep(BLACKOUT_SECONDS)
                self._stage.impair()
            case Trouble.NO_UDP:
                self._stage.impair(NO_UDP, NO_UDP)
            case Trouble.REBINDING:
                self._stage.rebind()
            case Trouble.MOVE:
                self._stage.move(MOBILE)
            case Trouble.NONE:
                return

    def _outcome(self, begin: float, back: float | None) -> Outcome:
        end = time.time()
        eva, anna = (figures(samples(person), begin, end) for person in self._stage.people)
        return Outcome(anna, eva, back)


def main(given: Sequence[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(given)
    if options.write and options.only:
        parser.error("--write replaces the whole table and does not go with --only")
    chosen = [each for each in all_scenarios() if any(part in each.name for part in options.only or [""])]
    obstacle = namespaces.obstacle()
    if obstacle or not chosen:
        print(obstacle or "No network has such a name.", file=sys.stderr)
        return CANNOT
    # Like Ctrl-C: what was made is removed.
    signal.signal(signal.SIGTERM, _stop)
    rows: list[report.Row] = []
    with Stage() as stage:
        runner = Runner(stage, options.seconds)
        version = stage.browser_version
        for scenario in chosen:
            print(f"{scenario.name} ...", flush=True)
            rows.append((scenario, runner.run(scenario)))
            print(report.line(rows[-1]), flush=True)
    section = f"{_conditions(version, options.seconds)}\n\n{report.table(rows)}"
    print(f"\n{section}")
    if options.write:
        README.write_text(report.replace_section(README.read_text(), section))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make impairment", description=__doc__)
    parser.add_argument("--only", action="append", metavar="TEXT", help="networks whose name contains this; repeatable")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long each network is measured [20]")
    parser.add_argument("--write", action="store_true", help="put the table into media/README.md")
    return parser


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _conditions(version: str, seconds: float) -> str:
    today = datetime.datetime.now(tz=datetime.UTC).date()
    return (
        f"{today}, Chromium {version}, {os.cpu_count()} cores for server, network and both browsers, load "
        f"{os.getloadavg()[2]:.1f}; {seconds:g} s per network."
    )


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(130)
