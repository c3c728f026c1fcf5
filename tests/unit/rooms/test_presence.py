"""Losing and regaining a connection: the seat stays, the newest connection wins, no ghosts remain."""

from __future__ import annotations

import itertools

import pytest

from media.protocol import Offer, Pause, Produce, Source, StopProducing, Track, Tracks
from server.rooms.effects import CloseTransport, Command, OpenTransport, StartGrace
from server.rooms.participant import MOVES, Participant, Presence
from server.wire.errors import AppError, Code
from server.wire.room.lobby import InLobby
from server.wire.room.media import OfferMessage, SpeakersMessage, TracksMessage
from server.wire.room.presence import Joined, PersonChanged, PersonLeft
from server.wire.vocabulary import LeaveReason
from tests.support.rooms import RELAY, Scene, arrival, host


def offer(transport: str, revision: int = 1, *tracks: Track) -> Offer:
    return Offer(transport=transport, revision=revision, sdp="v=0", publish={Source.CAMERA: "1"}, tracks=list(tracks))


@pytest.mark.parametrize(("start", "to"), list(itertools.product(Presence, Presence)))
def test_a_participant_moves_only_along_the_table(start: Presence, to: Presence) -> None:
    scene = Scene()
    person: Participant = scene.come(arrival("anna"))
    person.presence = start
    if to in MOVES[start]:
        person.move(to)
        assert person.presence is to
    else:
        with pytest.raises(ValueError, match="cannot go"):
            person.move(to)


def test_a_lost_connection_keeps_the_seat_and_the_media() -> None:
    scene = Scene()
    scene.come(host())
    anna = scene.come_and_be_admitted(arrival("anna"))
    scene.forget()
    scene.act(scene.room.disconnect("anna"))
    assert scene.asked(CloseTransport) == []
    assert scene.asked(StartGrace) == [StartGrace(anna.id, anna.epoch, 45.0)]
    assert scene.told("host", PersonChanged)[-1].person.connected is False


def test_a_page_that_still_has_its_media_goes_on_with_it_and_gets_the_unanswered_offer() -> None:
    scene = Scene()
    scene.come(host())
    anna = scene.come_and_be_admitted(arrival("anna"))
    transport = anna.transport or ""
    scene.act(scene.room.disconnect("anna"))
    scene.act(scene.room.media.offered(offer(transport, 7)))
    scene.forget()
    scene.come(arrival("anna2", seat="seat-anna", transport=transport))
    assert scene.told("anna2", Joined)[0].transport == transport
    assert scene.told("anna2", Joined)[0].ice_servers == [RELAY]
    assert scene.told("anna2", OfferMessage)[0].revision == 7
    assert scene.asked(OpenTransport) == []
    assert scene.told("host", PersonChanged)[-1].person.connected is True


def test_a_page_that_was_loaded_anew_gets_new_media_in_the_same_seat() -> None:
    scene = Scene()
    scene.come(host())
    anna = scene.come_and_be_admitted(arrival("anna"))
    old = anna.transport or ""
    scene.act(scene.room.disconnect("anna"))
    scene.forget()
    back = scene.come(arrival("anna2", seat="seat-anna"))
    assert back is anna
    assert scene.asked(CloseTransport) == [CloseTransport(old)]
    assert [one.transport for one in scene.asked(OpenTransport)] == [anna.transport]
    assert scene.told("anna2", InLobby) == []


def test_the_newest_connection_wins_and_a_late_end_of_the_old_one_does_nothing() -> None:
    scene = Scene()
    scene.come(host())
    anna = scene.come_and_be_admitted(arrival("anna"))
    scene.come(arrival("anna2", seat="seat-anna"))
    assert scene.goodbye("anna") is LeaveReason.REPLACED
    assert scene.room.disconnect("anna") == []
    assert anna.presence is Presence.JOINED
    assert len(scene.room.people.inside) == 2


def test_after_the_grace_period_the_seat_is_given_up() -> None:
    scene = Scene()
    scene.come(host())
    anna = scene.come_and_be_admitted(arrival("anna"))
    scene.act(scene.room.disconnect("anna"))
    grace = scene.asked(StartGrace)[-1]
    scene.act(scene.room.grace_expired(grace.participant, grace.epoch))
    assert scene.told("host", PersonLeft)[-1].reason is LeaveReason.LOST
    assert scene.room.grace_expired(anna.id, grace.epoch) == []


def test_a_grace_period_of_an_earlier_loss_does_not_end_a_later_one() -> None:
    scene = Scene()
    scene.come(host())
    anna = scene.come_and_be_admitted(arrival("anna"))
    scene.act(scene.room.disconnect("anna"))
    early = scene.asked(StartGrace)[-1]
    scene.come(arrival("anna2", seat="seat-anna"))
    scene.act(scene.room.disconnect("anna2"))
    assert scene.room.grace_expired(early.participant, early.epoch) == []
    assert anna.inside


def test_when_the_host_is_lost_those_who_wait_learn_it() -> None:
    scene = Scene()
    scene.come(host())
    scene.come(arrival("anna"))
    scene.act(scene.room.disconnect("host"))
    assert scene.told("anna", InLobby)[-1].host_present is False


def test_ending_the_meeting_closes_everybody_for_good() -> None:
    scene = Scene()
    boss = scene.come(host())
    scene.come_and_be_admitted(arrival("anna"))
    scene.come(arrival("bo"))
    scene.act(scene.room.end(boss))
    assert {scene.goodbye(name) for name in ("host", "anna", "bo")} == {LeaveReason.ENDED}
    assert scene.room.people.empty


def test_an_offer_names_people_and_not_transports() -> None:
    scene = Scene()
    boss = scene.come(host())
    anna = scene.come_and_be_admitted(arrival("anna"))
    known = Track(mid="4", transport=anna.transport or "", source=Source.CAMERA)
    gone = Track(mid="5", transport="of somebody who left", source=Source.CAMERA)
    scene.act(scene.room.media.offered(offer(boss.transport or "", 1, known, gone)))
    (track,) = scene.told("host", OfferMessage)[-1].tracks
    assert (track.mid, track.participant) == ("4", anna.id)


def test_what_the_lines_carry_may_change_without_an_offer_and_is_told_again_after_a_reconnection() -> None:
    scene = Scene()
    boss = scene.come(host())
    anna = scene.come_and_be_admitted(arrival("anna"))
    transport = anna.transport or ""
    scene.act(scene.room.media.offered(offer(transport, 1)))
    scene.room.media.transports.answered(transport, 1)
    track = Track(mid="4", transport=boss.transport or "", source=Source.CAMERA)
    scene.act(scene.room.media.tracks_changed(Tracks(transport=transport, tracks=[track])))
    (told,) = scene.told("anna", TracksMessage)
    assert (told.transport, told.tracks[0].mid, told.tracks[0].participant) == (transport, "4", boss.id)
    scene.act(scene.room.disconnect("anna"))
    scene.come(arrival("anna2", seat="seat-anna", transport=transport))
    assert scene.told("anna2", TracksMessage) == [told]
    scene.act(scene.room.media.offered(offer(transport, 2)))
    scene.come(arrival("anna3", seat="seat-anna", transport=transport))
    assert scene.told("anna3", TracksMessage) == [], "an offer says it anew"


def test_a_muted_microphone_is_enforced_in_the_worker() -> None:
    scene = Scene()
    boss = scene.come(host())
    scene.forget()
    scene.act(scene.room.media.set_media(boss, microphone=False, camera=True))
    transport = boss.transport or ""
    assert [one.request for one in scene.asked(Command)] == [
        Pause(transport=transport, source=Source.MICROPHONE, paused=True),
        Pause(transport=transport, source=Source.CAMERA, paused=False),
    ]


def test_screen_sharing_opens_and_closes_its_producers_once() -> None:
    scene = Scene()
    boss = scene.come(host())
    transport = boss.transport or ""
    scene.forget()
    scene.act(scene.room.screens.share(boss, active=True, audio=True))
    scene.act(scene.room.screens.share(boss, active=True, audio=True))
    produced = [one.request for one in scene.asked(Command) if isinstance(one.request, Produce)]
    assert produced == [
        Produce(transport=transport, source=Source.SCREEN),
        Produce(transport=transport, source=Source.SCREEN_AUDIO),
    ]
    scene.forget()
    scene.act(scene.room.screens.share(boss, active=False, audio=False))
    assert [type(one.request) for one in scene.asked(Command)] == [StopProducing, StopProducing]


def test_a_screen_cannot_be_shared_without_media() -> None:
    scene = Scene()
    boss = scene.come(host())
    scene.act(scene.room.media.lost([boss.transport or ""]))
    boss.transport = None
    with pytest.raises(AppError, match=Code.NO_TRANSPORT):
        scene.room.screens.share(boss, active=True, audio=False)


def test_when_the_worker_dies_everybody_who_is_connected_gets_new_media() -> None:
    scene = Scene()
    boss = scene.come(host())
    anna = scene.come_and_be_admitted(arrival("anna"))
    omar = scene.come_and_be_admitted(arrival("omar"))
    scene.act(scene.room.screens.share(boss, active=True, audio=False))
    scene.act(scene.room.disconnect("omar"))
    old = [person.transport or "" for person in (boss, anna, omar)]
    scene.forget()
    scene.act(scene.room.media.lost(old))
    assert [one.transport for one in scene.asked(OpenTransport)] == [boss.transport, anna.transport]
    assert omar.transport is None
    assert Command(Produce(transport=boss.transport or "", source=Source.SCREEN)) in scene.effects


def test_only_those_with_an_open_microphone_are_shown_as_speaking() -> None:
    scene = Scene()
    boss = scene.come(host())
    anna = scene.come_and_be_admitted(arrival("anna", microphone=False))
    transports = [anna.transport or "", boss.transport or "", "unknown"]
    scene.act(scene.room.media.heard(transports))
    assert scene.told("host", SpeakersMessage)[-1].speaking == [boss.id]
    assert scene.room.media.heard(transports) == []
