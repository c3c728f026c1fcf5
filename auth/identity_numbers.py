"""Phone numbers and Swedish personal numbers: read as people write them, kept in one form."""

from __future__ import annotations

import re
from datetime import date

from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    PhoneNumberType,
    format_number,
    number_type,
    parse,
)

_SPACING = re.compile(r"[\s\-.()/]")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_PERSONAL = re.compile(r"([0-9]{2})?([0-9]{6})([-+]?)([0-9]{4})")
_ANSWERED = frozenset(
    {
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
        PhoneNumberType.UAN,
    }
)
"""Kinds of number that a person may have.  The others cost whoever calls, or nobody answers them."""
COORDINATION_DAYS = 60
"""Added to the day of birth in a coordination number (samordningsnummer)."""


def phone_form(text: str) -> str | None:
    """What is written internationally or in the Swedish national form, in the form of E.164 (ITU-T); None when it is
    neither.  Whether there is such a number is not asked: see ``phone_number``."""
    plain = _SPACING.sub("", text)
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    elif plain.startswith("0"):
        plain = "+46" + plain[1:]
    if plain.startswith("+460"):
        plain = "+46" + plain[4:]
    return plain if plain.isascii() and _E164.fullmatch(plain) else None


def phone_number(text: str) -> str | None:
    """The same for a number that its country's plan has and a person may have; None for short and premium-rate
    numbers, and others that nobody could answer."""
    form = phone_form(text)
    if form is None:
        return None
    try:
        number = parse(form)
    except NumberParseException:
        return None
    return format_number(number, PhoneNumberFormat.E164) if number_type(number) in _ANSWERED else None


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
