"""Interpreters: who is one, and into what they interpret."""

from __future__ import annotations

import pytest

from auth.model import GuestKind
from auth.permissions.matrix import Action, Standing
from auth.permissions.may import allowed
from server.wire.errors import AppError, Code
from server.wire.room.presence import PersonChanged
from server.wire.vocabulary import Language
from tests.support.rooms import arrival, audit_actions, scene_of_two


def test_an_interpreter_says_into_what_they_interpret_and_everybody_sees_it() -> None:
    scene, _, _ = scene_of_two()
    sara = scene.come_and_be_admitted(arrival("sara", kind=GuestKind.INTERPRETER))
    assert sara.as_seen_by(sara).interpreter
    scene.forget()
    scene.act(scene.room.roles.interpret(sara, Language.AR))
    for connection in ("host", "anna", "sara"):
        assert scene.told(connection, PersonChanged)[-1].person.interprets is Language.AR
    assert scene.room.roles.interpret(sara, Language.AR) == []
    scene.act(scene.room.roles.interpret(sara, None))
    assert scene.told("host", PersonChanged)[-1].person.interprets is None
    assert audit_actions(scene.effects) == []


def test_a_host_makes_a_guest_interpreter_and_takes_it_back() -> None:
    scene, boss, anna = scene_of_two()
    assert not allowed(Action.INTERPRET, anna.standing)
    scene.act(scene.room.roles.mark_interpreter(boss, anna.id, on=True))
    assert anna.standing is Standing.INTERPRETER
    assert allowed(Action.INTERPRET, anna.standing)
    scene.act(scene.room.roles.interpret(anna, Language.SWL))
    scene.act(scene.room.roles.mark_interpreter(boss, anna.id, on=False))
    told = scene.told("host", PersonChanged)[-1].person
    assert (told.interpreter, told.interprets) == (False, None)
    assert anna.standing is Standing.CLIENT
    assert audit_actions(scene.effects) == ["made_interpreter", "interpreter_ended"]


def test_who_came_as_interpreter_is_one_and_hosts_are_none() -> None:
    scene, boss, _ = scene_of_two()
    sara = scene.come_and_be_admitted(arrival("sara", kind=GuestKind.INTERPRETER))
    assert scene.room.roles.mark_interpreter(boss, sara.id, on=False) == []
    with pytest.raises(AppError, match=Code.NO_SUCH_PERSON):
        scene.room.roles.mark_interpreter(boss, boss.id, on=True)


def test_a_colleague_who_becomes_co_host_no_longer_interprets() -> None:
    scene, boss, _ = scene_of_two()
    kim = scene.come_and_be_admitted(arrival("kim", kind=GuestKind.COLLEAGUE))
    scene.act(scene.room.confirm_identity(boss, kim.id))
    scene.act(scene.room.roles.mark_interpreter(boss, kim.id, on=True))
    scene.act(scene.room.roles.interpret(kim, Language.FI))
    scene.act(scene.room.roles.appoint(boss, kim.id, on=True))
    assert (kim.interpreter, kim.interprets) == (False, None)
