"""Put back into the lobby: nothing of the meeting is left, and coming back means waiting.  What hosts write there."""

from __future__ import annotations

import pytest

from auth.model import GuestKind, Identification, MeetingClass, RoomRole
from server.rooms.effects import CloseTransport, RememberAdmitted, RememberReturned
from server.rooms.participant import Presence
from server.wire.errors import AppError, Code
from server.wire.room.lobby import InLobby, LobbySentence
from server.wire.room.presence import Joined, PersonChanged, PersonLeft
from server.wire.vocabulary import LeaveReason
from tests.support.rooms import Scene, arrival, audit_actions, host, scene_of_two


def test_the_guest_waits_without_media_and_hears_nothing_more() -> None:
    scene, boss, anna = scene_of_two()
    transport = anna.transport or ""
    scene.act(scene.room.moderation.raise_hand(anna, raised=True))
    scene.act(scene.room.moderation.mute(boss, anna.id))
    scene.forget()
    scene.act(scene.room.return_to_lobby(boss, anna.id))
    assert anna.presence is Presence.WAITING
    assert scene.asked(CloseTransport) == [CloseTransport(transport)]
    assert (anna.hand, anna.transport, anna.screen, anna.muted_by) == (None, None, False, None)
    assert scene.told("host", PersonLeft)[-1].reason is LeaveReason.TO_LOBBY
    assert [one.id for one in scene.lobby("host")] == [anna.id]
    assert audit_actions(scene.effects) == ["returned_to_lobby"]
    assert [type(message) for message in scene.told_anything("anna")] == [InLobby]


def test_coming_back_means_waiting_until_admitted_anew() -> None:
    scene, boss, anna = scene_of_two()
    scene.act(scene.room.return_to_lobby(boss, anna.id))
    scene.act(scene.room.leave(anna))
    back = scene.come(arrival("again", seat="seat-anna", admitted=True))
    assert back.in_lobby
    scene.act(scene.room.admit(boss, back.id))
    remembered = [one for one in scene.effects if isinstance(one, RememberReturned | RememberAdmitted)]
    assert remembered[-2:] == [RememberReturned("seat-anna"), RememberAdmitted("seat-anna")]
    scene.act(scene.room.leave(back))
    assert scene.come(arrival("third", seat="seat-anna", admitted=True)).inside


def test_without_a_lobby_too_the_guest_waits() -> None:
    scene = Scene(MeetingClass.OPEN, lobby=False)
    boss = scene.come(host())
    anna = scene.come(arrival("anna"))
    scene.act(scene.room.return_to_lobby(boss, anna.id))
    scene.act(scene.room.leave(anna))
    assert scene.come(arrival("again", seat="seat-anna")).in_lobby


def test_a_guest_whose_connection_is_lost_can_be_put_back_and_is_given_up_after_the_lobbys_grace() -> None:
    scene, boss, anna = scene_of_two()
    scene.act(scene.room.disconnect("anna"))
    epoch = anna.epoch
    scene.act(scene.room.return_to_lobby(boss, anna.id))
    assert anna.presence is Presence.WAITING_LOST
    assert scene.room.grace_expired(anna.id, epoch) == [], "the longer grace of the meeting is over"
    scene.act(scene.room.grace_expired(anna.id, anna.epoch))
    assert anna.presence is Presence.LEFT


def test_hosts_are_not_put_back() -> None:
    scene, boss, _ = scene_of_two()
    helper = scene.come(host("helper", seat="helper", person="helper", role=RoomRole.CO_HOST))
    for target in (boss, helper):
        with pytest.raises(AppError, match=Code.NO_SUCH_PERSON):
            scene.room.return_to_lobby(boss, target.id)


# --- notes ----------------------------------------------------------------------------------------------------------


def test_a_note_is_shown_to_those_who_wait_and_again_after_a_reconnection() -> None:
    scene, boss, _ = scene_of_two()
    bo, eve = scene.come(arrival("bo")), scene.come(arrival("eve"))
    scene.forget()
    scene.act(scene.room.lobby.write(boss, None, LobbySentence.FIVE_MINUTES, "ignored"))
    scene.act(scene.room.lobby.write(boss, eve.id, None, " Ta fram ditt id-kort. "))
    notes = {name: scene.told(name, InLobby)[-1].note for name in ("bo", "eve")}
    bos, eves = notes["bo"], notes["eve"]
    assert bos is not None
    assert eves is not None
    assert (bos.sentence, bos.text, bos.by) == (LobbySentence.FIVE_MINUTES, "", "Host")
    assert (eves.sentence, eves.text) == (None, "Ta fram ditt id-kort.")
    assert scene.told_anything("anna") == []
    assert audit_actions(scene.effects) == ["lobby_written"] * 3
    scene.act(scene.room.disconnect("bo"))
    scene.come(arrival("again", seat=bo.seat.key))
    assert scene.told("again", InLobby)[-1].note == bos
    scene.act(scene.room.admit(boss, bo.id))
    assert bo.note is None


def test_a_note_needs_words_and_somebody_who_waits() -> None:
    scene, boss, anna = scene_of_two()
    with pytest.raises(AppError, match=Code.NOT_WAITING):
        scene.room.lobby.write(boss, None, LobbySentence.SOON, "")
    with pytest.raises(AppError, match=Code.NOT_WAITING):
        scene.room.lobby.write(boss, anna.id, LobbySentence.SOON, "")
    scene.come(arrival("bo"))
    with pytest.raises(AppError, match=Code.EMPTY_NOTE):
        scene.room.lobby.write(boss, None, None, "   ")


# --- co-host in the room --------------------------------------------------------------------------------------------


def test_a_colleague_who_has_proved_who_they_are_can_be_made_co_host_and_guest_again() -> None:
    scene, boss, _ = scene_of_two()
    kim = scene.come_and_be_admitted(arrival("kim", kind=GuestKind.COLLEAGUE))
    with pytest.raises(AppError, match=Code.NOT_PROVEN):
        scene.room.roles.appoint(boss, kim.id, on=True)
    scene.act(scene.room.confirm_identity(boss, kim.id))
    bo = scene.come(arrival("bo"))
    scene.forget()
    scene.act(scene.room.roles.appoint(boss, kim.id, on=True))
    assert kim.role is RoomRole.CO_HOST
    assert scene.told("anna", PersonChanged)[-1].person.role is RoomRole.CO_HOST
    assert [one.id for one in scene.lobby("kim")] == [bo.id]
    scene.act(scene.room.disconnect("kim"))
    scene.come(arrival("kim2", seat="seat-kim", kind=GuestKind.COLLEAGUE))
    assert scene.told("kim2", Joined)[-1].waiting != [], "a reconnection changes nothing"
    scene.act(scene.room.roles.appoint(boss, kim.id, on=False))
    assert kim.role is RoomRole.GUEST
    assert scene.lobby("kim2") == []
    assert audit_actions(scene.effects) == ["co_host_named", "co_host_removed"]


@pytest.mark.parametrize("kind", [kind for kind in GuestKind if kind is not GuestKind.COLLEAGUE])
def test_nobody_else_becomes_co_host(kind: GuestKind) -> None:
    scene, boss, _ = scene_of_two()
    bo = scene.come_and_be_admitted(arrival("bo", kind=kind))
    bo.proofs |= {Identification.EID}
    with pytest.raises(AppError, match=Code.NO_SUCH_PERSON):
        scene.room.roles.appoint(boss, bo.id, on=True)


def test_what_an_appointed_co_host_does_is_recorded_as_a_guests() -> None:
    scene, boss, anna = scene_of_two()
    kim = scene.come_and_be_admitted(arrival("kim", kind=GuestKind.COLLEAGUE))
    kim.proofs |= {Identification.EID}
    scene.act(scene.room.roles.appoint(boss, kim.id, on=True))
    scene.forget()
    scene.act(scene.room.moderation.mute(kim, anna.id))
    (event,) = [one.event for one in scene.effects if hasattr(one, "event")]
    assert event.actor_kind == "guest"
