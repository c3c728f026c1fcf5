"""Phone numbers and personal numbers: every way people write them, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.identity_numbers import personal_number, phone_form, phone_number, phone_tail

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("070-123 45 67", "+46701234567"),
        ("0701234567", "+46701234567"),
        ("+46 70 123 45 67", "+46701234567"),
        ("+46 (0)70-123 45 67", "+46701234567"),
        ("0046701234567", "+46701234567"),
        ("08-12 34 56 78", "+46812345678"),
        ("+45 32 12 34 56", "+4532123456"),
        ("+358 41 2345678", "+358412345678"),
        ("+44 (0)20 7946 0018", "+442079460018"),
        ("010-123 45 67", "+46101234567"),
        ("+45 12 34 56 78", None),
        ("0739 123 456 7", None),
        ("0719 12 34 56", None),
        ("+1 (202) 555-0100", "+12025550100"),
        ("", None),
        ("112", None),
        ("0900 123 45 67", None),
        ("0939 123 456", None),
        ("0944 123 456", None),
        ("0771 23 45 67", None),
        ("020 12 34 56", None),
        ("075 123 45 67", None),
        ("tel:+46701234567", None),
        ("+46701234567 ext 5", None),
        ("+882 123 4567", None),
        ("46701234567", None),
        ("+46", None),
        ("+0701234567", None),
        ("+46701234567890", None),
        ("+460", None),
        ("070-123 45 6a", None),
        ("٠٧٠١٢٣٤٥٦٧", None),
        ("+46701234567\r\nBcc: x", None),
    ],
)
def test_phone_numbers(text: str, number: str | None) -> None:
    assert phone_number(text) == number


def test_a_number_that_is_no_longer_in_its_plan_still_has_its_form() -> None:
    assert phone_form("+45 12 34 56 78") == "+4512345678"
    assert phone_form("0900 123 45 67") == "+469001234567"
    assert phone_form("112") is None


@given(st.from_regex(r"(\+|00|0)[0-9 ()/.-]{5,20}", fullmatch=True))
def test_a_number_that_is_read_is_in_its_only_form(text: str) -> None:
    number = phone_number(text)
    assert number is None or (phone_form(text) is not None and phone_number(number) == number)


def test_only_the_end_of_a_phone_number_is_told() -> None:
    assert phone_tail("+46701234567") == "67"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("811218-9876", "198112189876"),
        ("8112189876", "198112189876"),
        ("19811218-9876", "198112189876"),
        (" 19811218 9876 ", "198112189876"),
        ("811218–9876", "198112189876"),
        ("811218+9876", "188112189876"),
        ("121212-1212", "201212121212"),
        ("121212+1212", "191212121212"),
        ("701063-2391", "197010632391"),
        ("197010632391", "197010632391"),
        ("811218-9875", None),
        ("811318-9876", None),
        ("19810229-9874", None),
        ("20991218-9871", None),
        ("701094-2391", None),
        ("81121898", None),
        ("811218-98761", None),
        ("811218-987a", None),
        ("٨١١٢١٨-٩٨٧٦", None),
        ("", None),
    ],
)
def test_personal_numbers(text: str, number: str | None) -> None:
    assert personal_number(text, TODAY) == number


@given(st.text(max_size=40))
def test_no_text_crashes_either(text: str) -> None:
    number, phone = personal_number(text, TODAY), phone_number(text)
    assert number is None or (len(number) == 12 and number.isdecimal())
    assert phone is None or phone.startswith("+")


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999), st.booleans())
def test_however_it_is_written_a_personal_number_is_the_same(born: date, serial: int, coordination: bool) -> None:
    day = born.day + (60 if coordination else 0)
    nine = f"{born:%y%m}{day:02}{serial:03}"
    check = next(digit for digit in range(10) if personal_number(f"{born:%Y}"[:2] + nine + str(digit), TODAY))
    full = f"{born:%Y}"[:2] + nine + str(check)
    hundred = born <= TODAY.replace(year=TODAY.year - 100)
    short = f"{nine[:6]}{'+' if hundred else '-'}{nine[6:]}{check}"
    assert personal_number(full, TODAY) == full
    assert personal_number(f"{full[:8]}-{full[8:]}", TODAY) == full
    assert personal_number(short, TODAY) == full


@given(st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(place: int, change: int) -> None:
    digits = list("8112189876")
    digits[place] = str((int(digits[place]) + change) % 10)
    assert personal_number("".join(digits), TODAY) is None
