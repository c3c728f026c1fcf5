"""A locked room: nobody new, whatever they come with; who has a seat comes back to it."""

from __future__ import annotations

import pytest

from auth.model import MeetingClass, RoomRole
from server.wire.errors import AppError, Code
from server.wire.room.lobby import RoomLocked
from server.wire.room.presence import Joined
from tests.support.rooms import Scene, arrival, audit_actions, host, scene_of_two


@pytest.mark.parametrize(
    "arriving",
    [
        arrival("bo"),
        arrival("bo", admitted=True),
        arrival("bo", second_device=True),
        arrival("bo", person="person-anna", second_device=True),
    ],
)
def test_nobody_new_gets_in_or_into_the_lobby(arriving: object) -> None:
    scene, boss, _ = scene_of_two()
    scene.act(scene.room.door.lock(boss, locked=True))
    with pytest.raises(AppError, match=Code.ROOM_LOCKED):
        scene.room.connect(arriving)  # type: ignore[arg-type]
    assert len(scene.room.people.inside) == 2
    assert scene.room.people.lobby == []


def test_an_open_meeting_without_a_lobby_can_be_locked_too() -> None:
    scene = Scene(MeetingClass.OPEN, lobby=False)
    boss = scene.come(host())
    scene.act(scene.room.door.lock(boss, locked=True))
    with pytest.raises(AppError, match=Code.ROOM_LOCKED):
        scene.room.connect(arrival("bo", shared_link=True))


def test_who_waited_before_is_not_admitted_until_it_is_unlocked() -> None:
    scene, boss, _ = scene_of_two()
    bo = scene.come(arrival("bo"))
    scene.act(scene.room.door.lock(boss, locked=True))
    with pytest.raises(AppError, match=Code.ROOM_LOCKED):
        scene.room.admit(boss, bo.id)
    scene.act(scene.room.door.lock(boss, locked=False))
    scene.act(scene.room.admit(boss, bo.id))
    assert bo.inside


def test_who_has_a_seat_comes_back_to_it_and_hosts_come_always() -> None:
    scene, boss, anna = scene_of_two()
    scene.act(scene.room.door.lock(boss, locked=True))
    scene.act(scene.room.disconnect("anna"))
    assert scene.come(arrival("again", seat="seat-anna")) is anna
    helper = host("helper", seat="helper", person="helper", role=RoomRole.CO_HOST)
    assert scene.come(helper).inside


def test_everybody_inside_sees_that_it_is_locked_and_it_is_audited_once() -> None:
    scene, boss, _ = scene_of_two()
    bo = scene.come(arrival("bo"))
    scene.forget()
    scene.act(scene.room.door.lock(boss, locked=True))
    scene.act(scene.room.door.lock(boss, locked=True))
    for who in ("host", "anna"):
        assert [message.locked for message in scene.told(who, RoomLocked)] == [True]
    assert scene.told_anything("bo") == []
    assert audit_actions(scene.effects) == ["locked"]
    scene.act(scene.room.disconnect("anna"))
    scene.come(arrival("again", seat="seat-anna"))
    assert scene.told("again", Joined)[-1].locked is True
    scene.act(scene.room.door.lock(boss, locked=False))
    assert audit_actions(scene.effects)[-1] == "unlocked"
    assert bo.in_lobby
