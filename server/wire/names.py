"""What may stand as a name that people see: of persons, groups, titles, units and files.  The only definition.

A name shows itself: it has something visible, nothing invisible, and no heap of marks on one letter.  Letters of every
script are as welcome as each other.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec
from msgspec import Meta

MARKS_IN_A_ROW = 4
"""More than any script puts on one letter of a name."""
VISIBLE = "visible"
"""Of a type's ``extra``: its texts are names in the sense of this module."""

_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffc\U0001d159")
"""Letters and signs that draw nothing (fillers, the empty Braille cell, the null notehead)."""
_IGNORED = frozenset("\u034f\u17b4\u17b5\u180b\u180c\u180d\u180f")
"""Marks that draw nothing (default ignorable, UAX 44)."""
_JOINERS = frozenset("\u200c\u200d")
_EMOJI_STYLE = "\ufe0f"
_KEYCAP = "\u20e3"
_LATIN_END = 0x2FF
_IDEOGRAPHS = 0x2E80


def visible(text: str) -> bool:
    """Whether this is a name."""
    marks, seen = 0, False
    for index, sign in enumerate(text):
        category = unicodedata.category(sign)
        if not _drawn(text, index, category):
            return False
        marks = marks + 1 if category[0] == "M" else 0
        if marks > MARKS_IN_A_ROW or (marks and index < marks):
            return False
        seen = seen or category[0] in "LNPS" or category == "Cn"
    return seen


def _drawn(text: str, index: int, category: str) -> bool:
    """Whether the sign can be seen where it stands, or does there what it is for."""
    sign = text[index]
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    if sign in _BLANK or sign in _IGNORED or category in ("Cc", "Cs", "Co", "Zl", "Zp"):
        return False
    if category == "Cn":
        # Emoji that are younger than this Python.
        return 0x1F000 <= ord(sign) <= 0x1FAFF
    if sign in _JOINERS:
        # Between letters that they shape, or pictures that they join; in Latin text they do nothing.
        return bool(before and after) and ord(before) > _LATIN_END and not after.isspace() and ord(after) > _LATIN_END
    if sign == _EMOJI_STYLE:
        return after == _KEYCAP or (bool(before) and unicodedata.category(before) in ("So", "Sm", "Po", "Sk"))
    if 0xFE00 <= ord(sign) <= 0xFE0E or 0xE0100 <= ord(sign) <= 0xE01EF:
        # The shape of an ideograph, as in Japanese names.
        return bool(before) and ord(before) >= _IDEOGRAPHS and unicodedata.category(before) == "Lo"
    return category != "Cf"


class NotVisibleError(ValueError):
    """A field that must be a name is none."""


def must_be_visible(struct: msgspec.Struct, *, blank: bool = False) -> None:
    """Raises NotVisibleError for the first field declared as a name that is none; msgspec makes a ValidationError of
    it.  ``blank`` leaves those that have only spaces to whoever says what is missing."""
    for field in _names(type(struct)):
        value = getattr(struct, field)
        if isinstance(value, str) and not visible(value) and not (blank and value.isspace()):
            raise NotVisibleError(f"nothing to see - at `$.{field}`")


@cache
def _names(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    hints = get_type_hints(kind, include_extras=True)
    return tuple(field for field, hint in hints.items() if _is_name(hint))


def _is_name(hint: Any) -> bool:
    return any(
        (isinstance(part, Meta) and bool((part.extra or {}).get(VISIBLE))) or _is_name(part) for part in get_args(hint)
    )
