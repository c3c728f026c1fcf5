"""Whose screen is shared, and by whose leave."""

from __future__ import annotations

import pytest

from auth.model import GuestKind
from media.protocol import Source, StopProducing
from server.rooms.effects import Command
from server.wire.errors import AppError, Code
from server.wire.room.moderation import ShareAnswered, ShareRequests, ShareStopped, SharingRule
from server.wire.room.presence import Joined, PersonChanged
from tests.support.rooms import Scene, arrival, audit_actions, host, scene_of_two


def test_a_guest_asks_and_shares_once_the_host_has_said_yes() -> None:
    scene, boss, anna = scene_of_two()
    screens = scene.room.screens
    with pytest.raises(AppError, match=Code.SHARE_NEEDS_HOST):
        screens.share(anna, active=True, audio=False)
    scene.act(screens.ask(anna, asking=True))
    assert screens.ask(anna, asking=True) == [], "asked already"
    assert scene.told("host", ShareRequests)[-1].participants == [anna.id]
    scene.act(screens.allow(boss, anna.id, allowed=True))
    assert scene.told("host", ShareRequests)[-1].participants == []
    assert scene.told("anna", ShareAnswered) == [ShareAnswered(allowed=True)]
    scene.act(screens.share(anna, active=True, audio=False))
    assert scene.told("host", PersonChanged)[-1].person.screen is True
    assert audit_actions(scene.effects) == ["sharing_allowed", "screen_shared"]


def test_a_guest_whom_the_host_refuses_may_not_share() -> None:
    scene, boss, anna = scene_of_two()
    scene.act(scene.room.screens.ask(anna, asking=True))
    scene.act(scene.room.screens.allow(boss, anna.id, allowed=False))
    assert scene.told("anna", ShareAnswered) == [ShareAnswered(allowed=False)]
    with pytest.raises(AppError, match=Code.SHARE_NEEDS_HOST):
        scene.room.screens.share(anna, active=True, audio=False)


def test_colleagues_and_hosts_share_without_asking_several_at_once() -> None:
    scene, boss, _ = scene_of_two()
    colleague = scene.come_and_be_admitted(arrival("kim", kind=GuestKind.COLLEAGUE))
    assert scene.room.screens.ask(colleague, asking=True) == []
    for person in (boss, colleague):
        scene.act(scene.room.screens.share(person, active=True, audio=True))
    assert boss.screen
    assert colleague.screen


def test_a_host_can_let_everybody_share_and_stop_that_again() -> None:
    scene, boss, anna = scene_of_two()
    screens = scene.room.screens
    scene.act(screens.ask(anna, asking=True))
    scene.act(screens.share_freely(boss, free=True))
    assert scene.told("anna", SharingRule)[-1].free is True
    assert scene.told("host", ShareRequests)[-1].participants == []
    scene.act(screens.share(anna, active=True, audio=False))
    scene.act(screens.share_freely(boss, free=False))
    assert anna.screen is True, "who shares goes on"
    scene.come_and_be_admitted(arrival("omar"))
    assert scene.told("omar", Joined)[-1].free_sharing is False
    assert screens.share_freely(boss, free=False) == []


def test_a_stopped_screen_is_stopped_in_the_worker_and_needs_new_leave() -> None:
    scene, boss, anna = scene_of_two()
    screens = scene.room.screens
    scene.act(screens.allow(boss, anna.id, allowed=True))
    scene.act(screens.share(anna, active=True, audio=True))
    scene.forget()
    scene.act(screens.stop(boss, anna.id))
    stopped = [one.request for one in scene.asked(Command)]
    transport = anna.transport or ""
    assert stopped == [
        StopProducing(transport=transport, source=Source.SCREEN),
        StopProducing(transport=transport, source=Source.SCREEN_AUDIO),
    ]
    assert scene.told("anna", ShareStopped) == [ShareStopped(by="Host")]
    assert "share_stopped" in audit_actions(scene.effects)
    with pytest.raises(AppError, match=Code.SHARE_NEEDS_HOST):
        screens.share(anna, active=True, audio=True)
    assert screens.stop(boss, anna.id) == []


def test_a_screen_is_stopped_while_its_media_is_away_too() -> None:
    scene, boss, anna = scene_of_two()
    anna.share_allowed = True
    scene.act(scene.room.screens.share(anna, active=True, audio=False))
    scene.act(scene.room.disconnect("anna"))
    scene.act(scene.room.media.lost([anna.transport or ""]))
    scene.act(scene.room.screens.stop(boss, anna.id))
    scene.forget()
    scene.come(arrival("again", seat="seat-anna"))
    assert anna.screen is False


def test_a_question_goes_with_the_person_and_is_told_to_a_host_who_comes() -> None:
    scene, _, anna = scene_of_two()
    scene.act(scene.room.screens.ask(anna, asking=True))
    scene.come(host("again"))
    assert scene.told("again", ShareRequests)[-1].participants == [anna.id]
    scene.act(scene.room.leave(anna))
    assert scene.told("again", ShareRequests)[-1].participants == []


def test_a_question_can_be_taken_back() -> None:
    scene = Scene()
    scene.come(host())
    anna = scene.come_and_be_admitted(arrival("anna"))
    scene.act(scene.room.screens.ask(anna, asking=True))
    scene.act(scene.room.screens.ask(anna, asking=False))
    assert scene.told("host", ShareRequests)[-1].participants == []
