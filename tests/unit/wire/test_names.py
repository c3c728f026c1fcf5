"""What may stand as a name, everywhere where something is given one, and which names people take for each other."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from server.signalling.socket import decode
from server.wire import api
from server.wire.errors import AppError, Code
from server.wire.lookalikes import alike
from server.wire.names import MARKS_IN_A_ROW, visible

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"

NAMES = [
    "Eva Åberg",
    "Eva A\u030aberg",
    "O'Neill-Ström, Jr.",
    "Nguyễn Thị Hạnh",
    "Nguye\u0302\u0303n",
    "محمد علي",
    "می\u200cخواهم",
    "क\u094d\u200dष",
    "ዮናስ",
    "שָׁלוֹם",
    "山田\U000e0100",
    "Eva 🙂",
    "❤\ufe0f",
    "1\ufe0f\u20e3",
    FAMILY,
    "\U0001fae8",
    "Möte 3",
    "Plan (2).pdf",
]

HIDDEN = [
    " ",
    "\u00a0",
    "\u3164",
    "\u3164\u3164",
    "\u115f\u1160",
    "\uffa0",
    "\u2800",
    "\u00ad",
    "\u200d",
    "\ufe0f",
    "\u0301",
    "\u0301Eva",
    "Eva Berg\u200d",
    "Eva Berg\u200c",
    "Ev\u200da Berg",
    "Eva\u034fBerg",
    "Eva\ufe0f Berg",
    "Eva\u3164Berg",
    "Eva\u00adBerg",
    "Eva\u061cBerg",
    "Eva\u180eBerg",
    "Eva\u202eBerg",
    "Eva\U000e0041",
    "Eva\U000e0100",
    "Eva\ue000",
    "Eva\u0378",
    "Eva\nBerg",
    "e" + "\u0301" * (MARKS_IN_A_ROW + 1),
    "e" + "\u0301" * 70,
    "\ufffc",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_script_are_names(name: str) -> None:
    assert visible(name)


@pytest.mark.parametrize("name", HIDDEN)
def test_what_nobody_can_see_or_read_is_none(name: str) -> None:
    assert not visible(name)


TOKEN = "t" * 22
FORMS: list[tuple[type[msgspec.Struct], dict[str, Any], str]] = [
    (api.EnterMeeting, {"token": TOKEN}, "name"),
    (api.NewGuest, {"kind": "client"}, "name"),
    (api.NewMeeting, {"meeting_class": "open"}, "title"),
    (api.NewFile, {"meeting": "m", "participant": "p", "place": "main", "size": 1, "to": None}, "name"),
    (api.NewUnit, {}, "name"),
]


@pytest.mark.parametrize(("form", "rest", "field"), FORMS, ids=lambda one: getattr(one, "__name__", None))
@pytest.mark.parametrize("name", ["\u3164", "Eva Berg\u200d", "e" + "\u0301" * 70])
def test_every_form_takes_names_only(form: type[msgspec.Struct], rest: dict[str, Any], field: str, name: str) -> None:
    assert getattr(msgspec.json.decode(json.dumps({**rest, field: "Eva"}), type=form), field) == "Eva"
    with pytest.raises(msgspec.ValidationError, match=rf"`\$\.{field}`"):
        msgspec.json.decode(json.dumps({**rest, field: name}), type=form)


def test_groups_too() -> None:
    groups = {"type": "open_groups", "groups": [{"name": "Grupp 1", "participants": []}]}
    assert decode(json.dumps(groups))
    groups["groups"] = [{"name": "\u3164", "participants": []}]
    with pytest.raises(AppError, match=Code.BAD_MESSAGE):
        decode(json.dumps(groups))


@pytest.mark.parametrize(
    "name",
    [
        "Eva Berg",
        "eva berg",
        "EVA  BERG",
        "Eva\u00a0Berg.",
        "Еvа Веrg",
        "Ｅｖａ Ｂｅｒｇ",
        "Eva\u200d Berg",
        "Evá Berg",
        "𝐄𝐯𝐚 𝐁𝐞𝐫𝐠",
    ],
)
def test_names_that_look_the_same_are_alike(name: str) -> None:
    assert alike(name, ["Bo Ek", "Eva Berg"])


@pytest.mark.parametrize(
    ("one", "other"), [("ELIN", "EllN"), ("Olle", "0lle"), ("Bernt", "Bemt"), ("Kim Dahl", "Kim Clahl"), ("Il", "lI")]
)
def test_letters_that_stand_for_others(one: str, other: str) -> None:
    assert alike(one, [other])


@pytest.mark.parametrize("name", ["Eva Borg", "Ewa Berg", "Eva Bergman", "Eva", "Nils", "Берг", "محمد"])
def test_other_names_are_not(name: str) -> None:
    assert not alike(name, ["Eva Berg", "Niis"])
