"""Phone numbers and Swedish personal numbers: read as people write them, kept in one form."""

from __future__ import annotations

import re
from datetime import date

_SPACING = re.compile(r"[\s\-.()/]")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_PERSONAL = re.compile(r"([0-9]{2})?([0-9]{6})([-+]?)([0-9]{4})")
COORDINATION_DAYS = 60
"""Added to the day of birth in a coordination number (samordningsnummer)."""


def phone_number(text: str) -> str | None:
    """A phone number that is written internationally or in the Swedish national form, as E.164 (ITU-T); None when it
    is neither.  Short and premium-rate numbers of Sweden are not accepted."""
    plain = _SPACING.sub("", text)
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    elif plain.startswith("0"):
        plain = "+46" + plain[1:]
    if plain.startswith("+460"):
        plain = "+46" + plain[4:]
    if not plain.isascii() or not _E164.fullmatch(plain):
        return None
    if plain.startswith("+46") and (not 10 <= len(plain) <= 13 or plain.startswith(("+46900", "+46939", "+46944"))):
        return None
    return plain


def phone_tail(number: str) -> str:
    """Its last two digits, by which the person knows which phone to look at."""
    return number[-2:]


def personal_number(text: str, today: date) -> str | None:
    """A personal or coordination number as 12 digits; None when it is not one.  Ten digits are read as Skatteverket
    does: the person is younger than 100 years, and at least 100 with a + in the middle."""
    found = _PERSONAL.fullmatch(text.strip().replace(" ", "").replace("−", "-").replace("–", "-"))
    if found is None:
        return None
    century, birth, sign, last = found.groups()
    if not _luhn(birth + last):
        return None
    years = [f"{century}{birth[:2]}"] if century else _years(birth, old=sign == "+", today=today)
    for year in years:
        born = _birthday(int(year), birth)
        if born is not None and born <= today:
            return f"{year}{birth[2:]}{last}"
    return None


def _years(birth: str, *, old: bool, today: date) -> list[str]:
    """The newest year of birth that fits two digits, for somebody under or over a hundred."""
    newest = today.year - (today.year - int(birth[:2])) % 100
    born = _birthday(newest, birth)
    if born is not None and born > today:
        newest -= 100
    return [str(newest - 100 if old else newest)]


def _birthday(year: int, birth: str) -> date | None:
    month, day = int(birth[2:4]), int(birth[4:6])
    try:
        return date(year, month, day - COORDINATION_DAYS if day > COORDINATION_DAYS else day)
    except ValueError:
        return None


def _luhn(digits: str) -> bool:
    """The check digit (modulus 10)."""
    total = 0
    for index, digit in enumerate(digits):
        doubled = int(digit) * (2 - index % 2)
        total += doubled // 10 + doubled % 10
    return total % 10 == 0
