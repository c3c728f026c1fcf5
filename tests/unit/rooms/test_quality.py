"""Everybody sees whose network is weak; the figures, and what is held back, are for the person alone."""

from __future__ import annotations

from media.protocol import Network, Quality, Source, Track
from server.rooms.participant import Participant
from server.wire.room.media import QualityMessage
from server.wire.room.presence import Joined, PersonChanged
from tests.support.rooms import Scene, arrival, host, scene_of_two


def quality(person: Participant, network: Network = Network.WEAK, *held: Track) -> Quality:
    transport = person.transport or ""
    return Quality(
        transport=transport, network=network, round_trip_ms=180, loss_up=0.1, loss_down=0.02, held=list(held)
    )


def test_a_weak_network_is_shown_to_everybody_and_explained_to_its_owner() -> None:
    scene, boss, anna = scene_of_two()
    held = Track(mid="3", transport=boss.transport or "", source=Source.CAMERA)
    gone = Track(mid="4", transport="of somebody who left", source=Source.CAMERA)
    scene.act(scene.room.media.measured(quality(anna, Network.WEAK, held, gone)))
    for connection in ("host", "anna"):
        (changed,) = scene.told(connection, PersonChanged)
        assert (changed.person.id, changed.person.network) == (anna.id, Network.WEAK)
    (told,) = scene.told("anna", QualityMessage)
    assert (told.round_trip_ms, told.loss_up, told.loss_down) == (180, 0.1, 0.02)
    assert [(track.participant, track.source) for track in told.held] == [(boss.id, Source.CAMERA)]
    assert scene.told("host", QualityMessage) == []


def test_news_of_what_is_held_back_alone_concern_nobody_else() -> None:
    scene, boss, anna = scene_of_two()
    scene.act(scene.room.media.measured(quality(anna)))
    scene.forget()
    held = Track(mid="3", transport=boss.transport or "", source=Source.CAMERA)
    scene.act(scene.room.media.measured(quality(anna, Network.WEAK, held)))
    assert len(scene.told("anna", QualityMessage)) == 1
    assert scene.told("host", PersonChanged) == []


def test_who_waits_learns_nothing_of_it_and_who_comes_later_does() -> None:
    scene, _, anna = scene_of_two()
    scene.come(arrival("bo"))
    scene.forget()
    scene.act(scene.room.media.measured(quality(anna, Network.BAD)))
    assert scene.told_anything("bo") == []
    scene.come_and_be_admitted(arrival("omar"))
    people = {person.id: person.network for person in scene.told("omar", Joined)[0].people}
    assert people[anna.id] is Network.BAD


def test_who_comes_back_with_the_same_media_is_told_again() -> None:
    scene, _, anna = scene_of_two()
    scene.act(scene.room.media.measured(quality(anna)))
    scene.act(scene.room.disconnect("anna"))
    scene.come(arrival("anna2", seat="seat-anna", transport=anna.transport))
    assert scene.told("anna2", QualityMessage)[0].network is Network.WEAK


def test_fresh_media_begins_without_a_bad_name() -> None:
    scene, _, anna = scene_of_two()
    scene.act(scene.room.media.measured(quality(anna, Network.BAD)))
    scene.forget()
    scene.act(scene.room.media.lost([anna.transport or ""]))
    assert scene.told("host", PersonChanged)[-1].person.network is Network.GOOD
    assert scene.told("anna", QualityMessage)[-1].network is Network.GOOD
    assert scene.room.media.measured(quality(Scene().come(host()))) == []
