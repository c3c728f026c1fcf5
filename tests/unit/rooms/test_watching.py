"""What each page shows reaches the worker by the names that the worker knows, and never more than that."""

from __future__ import annotations

import pytest

from media.protocol import Source, Tile, Watch
from server.rooms.effects import Command, OpenTransport
from server.rooms.media.room_media import WATCH_BURST
from server.rooms.participant import Participant
from server.wire.errors import AppError, Code
from server.wire.room.media import MediaTile
from tests.support.rooms import Scene, arrival, scene_of_two


def tile(participant: str, **changes: object) -> MediaTile:
    given: dict[str, object] = {"source": "camera", "width": 640, "height": 360, "pinned": False}
    return MediaTile(participant=participant, **{**given, **changes})  # type: ignore[arg-type]


def watched(scene: Scene, person: Participant) -> list[list[Tile]]:
    requests = [one.request for one in scene.asked(Command)]
    return [one.tiles for one in requests if isinstance(one, Watch) and one.transport == person.transport]


def test_people_are_named_by_their_transports() -> None:
    scene, boss, anna = scene_of_two()
    scene.act(scene.room.media.watch(boss, [tile(anna.id), tile(anna.id, source="screen", pinned=True)]))
    assert watched(scene, boss) == [
        [
            Tile(transport=anna.transport or "", source=Source.CAMERA, width=640, height=360),
            Tile(transport=anna.transport or "", source=Source.SCREEN, width=640, height=360, pinned=True),
        ]
    ]


def test_strangers_those_who_wait_and_oneself_are_left_out() -> None:
    scene, boss, _ = scene_of_two()
    waiting = scene.come(arrival("bo"))
    scene.act(scene.room.media.watch(boss, [tile("nobody"), tile(waiting.id), tile(boss.id)]))
    assert watched(scene, boss) == [[]]


def test_a_page_that_shows_somebody_whose_media_was_made_anew_still_gets_the_picture() -> None:
    scene, boss, anna = scene_of_two()
    scene.act(scene.room.media.watch(boss, [tile(anna.id)]))
    scene.forget()
    scene.act(scene.room.media.lost([anna.transport or ""]))
    (tiles,) = watched(scene, boss)
    assert [one.transport for one in tiles] == [anna.transport]
    opened = scene.effects.index(OpenTransport(anna.transport or ""))
    told = scene.effects.index(Command(Watch(transport=boss.transport or "", tiles=tiles)))
    assert opened < told, "the worker is told of a transport before it exists"


def test_when_a_worker_dies_each_page_is_told_of_once() -> None:
    scene, boss, anna = scene_of_two()
    scene.act(scene.room.media.watch(boss, [tile(anna.id)]))
    scene.act(scene.room.media.watch(anna, [tile(boss.id)]))
    scene.forget()
    scene.act(scene.room.media.lost([boss.transport or "", anna.transport or ""]))
    assert [len(watched(scene, person)) for person in (boss, anna)] == [1, 1]


def test_a_page_that_was_loaded_anew_has_not_said_what_it_shows() -> None:
    scene, boss, anna = scene_of_two()
    scene.act(scene.room.media.watch(anna, [tile(boss.id)]))
    scene.act(scene.room.disconnect("anna"))
    scene.forget()
    scene.come(arrival("anna2", seat="seat-anna"))
    assert watched(scene, anna) == []


def test_a_page_that_says_it_without_pause_is_refused() -> None:
    scene, boss, anna = scene_of_two()
    for width in range(WATCH_BURST):
        scene.act(scene.room.media.watch(boss, [tile(anna.id, width=width)]))
    with pytest.raises(AppError, match=Code.RATE_LIMITED):
        scene.room.media.watch(boss, [])
