"""Prints the permission matrix into ``auth/README.md``, so that people read what the code does.

``python -m auth.permissions.print`` writes it; with ``--check`` it exits 1 when the page differs.
"""

from __future__ import annotations

import sys
from pathlib import Path

from auth.model import MeetingClass
from auth.permissions.matrix import Action, Standing
from auth.permissions.may import Reach, allowed

PAGE = Path(__file__).resolve().parents[1] / "README.md"
BEGIN = "<!-- the matrix begins; `make wire` writes it -->\n"
END = "<!-- the matrix ends -->\n"
_HEADS = {
    Standing.NOBODY: "nobody",
    Standing.WAITING: "waiting",
    Standing.CLIENT: "client",
    Standing.RELATIVE: "relative",
    Standing.REPRESENTATIVE: "represent.",
    Standing.INTERPRETER: "interpreter",
    Standing.COLLEAGUE: "colleague",
    Standing.HOST: "host",
    Standing.CO_HOST: "co-host",
    Standing.AGENT: "agent",
    Standing.UNIT_ADMINISTRATOR: "unit adm.",
    Standing.ADMINISTRATOR: "adm.",
    Standing.AUDITOR: "auditor",
}


def cell(action: Action, standing: Standing) -> str:
    """How far this standing reaches with this action."""
    for reach, mark in (
        (Reach.OTHER_TENANT, "all"),
        (Reach.OTHER_UNIT, "org"),
        (Reach.OWN_UNIT, "unit"),
    ):
        if allowed(action, standing, reach):
            return mark
    return ""


def remarks(action: Action) -> str:
    """What the table says of an action beside who may."""
    row = action.row
    said = []
    if row.classes != frozenset(MeetingClass):
        said.append(", ".join(one for one in MeetingClass if one in row.classes) + " only")
    if row.step_up:
        said.append("fresh proof")
    if row.administration:
        said.append("perimeter")
    if row.beside:
        said.append(row.beside)
    return "; ".join(said)


def table() -> str:
    """The matrix as Markdown."""
    lines = [
        "| action | " + " | ".join(_HEADS.values()) + " | |",
        "|---|" + ":-:|" * len(_HEADS) + "---|",
    ]
    for action in Action:
        cells = " | ".join(cell(action, standing) for standing in _HEADS)
        lines.append(f"| `{action}` | {cells} | {remarks(action)} |")
    return "\n".join(lines) + "\n"


def page(text: str) -> str:
    """The page with the present matrix in its place."""
    before, rest = text.split(BEGIN)
    return before + BEGIN + "\n" + table() + "\n" + END + rest.split(END)[1]


def main() -> int:
    """Write the page; with ``--check``, exit 1 when it differs."""
    text = PAGE.read_text()
    wanted = page(text)
    if "--check" in sys.argv:
        if text != wanted:
            sys.stderr.write("The matrix in auth/README.md differs from auth/permissions/matrix.py: run `make wire`.\n")
        return int(text != wanted)
    PAGE.write_text(wanted)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
