"""The outcomes as a table, and the section of the media README that holds the latest one."""

from __future__ import annotations

from collections.abc import Sequence

from tests.impairment.measure import Figures
from tests.impairment.scenarios import Outcome, Scenario, Trouble

BEGIN = "<!-- impairment: make impairment IMPAIRMENT=--write replaces what follows -->"
END = "<!-- impairment: end -->"
HEADINGS = (
    "network", "fps", "picture", "freezes", "concealed sound", "lost sound", "lost picture", "kbit/s",
    "the other receives", "back after", "path", "target",
)  # fmt: skip

MOVING_FRAMES_PER_SECOND = 0.5

Row = tuple[Scenario, Outcome | str]
"""A scenario and how it went, or why it could not be measured."""


def line(row: Row) -> str:
    scenario, outcome = row
    if isinstance(outcome, str):
        cells = [scenario.name, outcome, *[""] * (len(HEADINGS) - 3), verdict(row)]
    else:
        cells = [scenario.name, *_figures(outcome), _back(scenario, outcome), outcome.anna.path, verdict(row)]
    return f"| {' | '.join(cells)} |"


def table(rows: Sequence[Row]) -> str:
    head = f"| {' | '.join(HEADINGS)} |\n|{'---|' * len(HEADINGS)}"
    return "\n".join([head, *map(line, rows)])


def verdict(row: Row) -> str:
    scenario, outcome = row
    if isinstance(outcome, str):
        return "; ".join(f"**missed**: {target.text}" for target in scenario.targets)
    return "; ".join(f"{'met' if target.met(outcome) else '**missed**'}: {target.text}" for target in scenario.targets)


def _figures(outcome: Outcome) -> list[str]:
    anna = outcome.anna
    return [
        f"{anna.frames_per_second:.0f}",
        anna.picture,
        _freezes(anna),
        f"{anna.concealment:.1%}",
        str(anna.audio_lost),
        str(anna.video_lost),
        f"{anna.video_kbit:.0f}",
        _shortly(outcome.eva),
    ]


def _freezes(seen: Figures) -> str:
    """Chromium counts a freeze when it ends, and so not at all when it never does."""
    if seen.frames_per_second < MOVING_FRAMES_PER_SECOND:
        return "all the time"
    return f"{seen.freezes} ({seen.freeze_seconds:.1f} s)"


def _shortly(seen: Figures) -> str:
    return f"{seen.frames_per_second:.0f} fps, {seen.concealment:.1%} concealed, {seen.video_kbit:.0f} kbit/s"


def _back(scenario: Scenario, outcome: Outcome) -> str:
    if scenario.trouble is Trouble.NONE:
        return ""
    return "never" if outcome.recovery is None else f"{outcome.recovery:.1f} s"


def replace_section(text: str, section: str) -> str:
    """``text`` with everything between the two marks replaced.  Raises ``ValueError`` when a mark is missing."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the section between {BEGIN} and {END} is missing")
    return f"{before}{BEGIN}\n{section}\n{END}{after}"
