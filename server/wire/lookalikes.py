"""Names that people would take for each other, by the table of Unicode's TS 39 ("confusables"), without regard to case,
accents, spaces and what cannot be seen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

from confusable_homoglyphs import confusables

Table = dict[str, str]


def alike(name: str, others: Iterable[str]) -> bool:
    """Whether somebody may take this name for one of the others."""
    mine = skeletons(name)
    return any(mine & skeletons(other) for other in others)


def skeletons(name: str) -> frozenset[str]:
    """What is left of a name to the eye; two names are alike when one of them is the same.

    Case is folded before the table and after it: a capital I looks like a small l, and a small i does not.
    """
    plain = unicodedata.normalize("NFKD", name)
    return frozenset(_reduced(_mapped(_drawn(text)).casefold()) for text in (plain, plain.casefold()))


def _drawn(text: str) -> str:
    """Letters, digits and signs; accents, spaces, stops and what is invisible do not tell names apart."""
    return "".join(sign for sign in text if unicodedata.category(sign)[0] in "LNS")


def _mapped(text: str) -> str:
    table = _table()
    return "".join(table.get(sign, sign) for sign in text)


def _reduced(text: str) -> str:
    """Two letters that look like one."""
    for pair, one in (("rn", "m"), ("vv", "w"), ("cl", "d"), ("uu", "w")):
        text = text.replace(pair, one)
    return text


@cache
def _table() -> Table:
    """Every sign to the one that stands for all that look like it: a Latin letter where there is one."""
    chosen: Table = {}
    for sign in confusables.confusables_data:
        if len(sign) == 1 and sign not in chosen:
            alike_signs = _all_alike(sign)
            chosen |= dict.fromkeys(alike_signs, min(alike_signs, key=_rank))
    return chosen


def _all_alike(sign: str) -> set[str]:
    found, waiting = {sign}, [sign]
    while waiting:
        for entry in confusables.confusables_data.get(waiting.pop(), ()):
            other = unicodedata.normalize("NFKD", "".join(c for c in entry["c"] if unicodedata.category(c) != "Cf"))
            if len(other) == 1 and other not in found:
                found.add(other)
                waiting.append(other)
    return found


def _rank(sign: str) -> tuple[bool, bool, int]:
    return not (sign.isascii() and sign.islower()), not (sign.isascii() and sign.isalpha()), ord(sign)
