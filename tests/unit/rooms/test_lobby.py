"""The lobby: nobody gets past it but by the host, one at a time, and nothing leaks into it."""

from __future__ import annotations

import pytest

from auth.meeting_classes import Way
from auth.model import Identification, MeetingClass
from server.rooms.effects import OpenTransport, RememberAdmitted, RememberBarred
from server.rooms.participant import Participant
from server.wire.errors import AppError, Code
from server.wire.room.lobby import InLobby, LobbyLeft, LobbyPerson
from server.wire.room.moderation import Reaction
from server.wire.room.presence import Joined, PersonJoined
from server.wire.vocabulary import LeaveReason
from tests.support.rooms import LOBBY, Scene, arrival, audit_actions, host


def test_a_guest_of_a_protected_meeting_waits_and_is_told_that_the_host_is_not_there() -> None:
    scene = Scene()
    scene.come(arrival("anna"))
    (waiting,) = scene.told("anna", InLobby)
    assert waiting.host_present is False
    assert waiting.name == "Anna"
    assert audit_actions(scene.effects) == ["waited"]


def test_a_waiting_person_has_no_transport_and_hears_nothing_of_the_room() -> None:
    scene = Scene()
    scene.come(host())
    scene.come_and_be_admitted(arrival("omar"))
    scene.forget()
    scene.come(arrival("anna"))
    omar = scene.room.people.by_connection("omar")
    scene.act(scene.room.media.set_media(omar, microphone=False, camera=False))
    scene.act(scene.room.screens.ask(omar, asking=True))
    scene.act(scene.room.moderation.raise_hand(omar, raised=True))
    scene.act(scene.room.moderation.react(omar, Reaction.HEART))
    scene.act(scene.room.media.heard([omar.transport or ""]))
    scene.act(scene.room.leave(omar))
    assert scene.asked(OpenTransport) == []
    assert [type(message) for message in scene.told_anything("anna")] == [InLobby]


def test_the_host_sees_who_waits_and_the_guest_learns_that_the_host_knows() -> None:
    scene = Scene()
    anna = scene.come(arrival("anna"))
    scene.come(host())
    (joined,) = scene.told("host", Joined)
    assert [waiting.id for waiting in joined.waiting] == [anna.id]
    assert scene.told("anna", InLobby)[-1].host_present is True
    scene.come(arrival("bo"))
    assert [one.name for one in scene.lobby("host")] == ["Anna", "Bo"]


def test_guests_inside_do_not_see_the_lobby() -> None:
    scene = Scene()
    scene.come(host())
    scene.come_and_be_admitted(arrival("omar"))
    scene.come(arrival("anna"))
    assert scene.told("omar", Joined)[0].waiting == []
    assert scene.told("omar", LobbyPerson) == []


def test_admitting_one_lets_in_exactly_that_one() -> None:
    scene = Scene()
    boss = scene.come(host())
    anna, bo = scene.come(arrival("anna")), scene.come(arrival("bo"))
    scene.act(scene.room.admit(boss, anna.id))
    assert [person.id for person in scene.told("anna", Joined)[0].people] == [boss.id, anna.id]
    assert scene.told("bo", Joined) == []
    assert [one.id for one in scene.lobby("host")] == [bo.id]
    assert scene.told("host", PersonJoined)[-1].person.id == anna.id
    assert scene.asked(RememberAdmitted) == [RememberAdmitted("seat-anna")]
    assert "admitted" in audit_actions(scene.effects)


def test_nobody_is_admitted_twice_or_after_they_left() -> None:
    scene = Scene()
    boss = scene.come(host())
    anna = scene.come_and_be_admitted(arrival("anna"))
    with pytest.raises(AppError, match=Code.NOT_WAITING):
        scene.room.admit(boss, anna.id)
    bo = scene.come(arrival("bo"))
    scene.act(scene.room.leave(bo))
    with pytest.raises(AppError, match=Code.NO_SUCH_PERSON):
        scene.room.admit(boss, bo.id)


def test_who_is_sent_away_is_told_so_and_may_wait_again() -> None:
    scene = Scene()
    boss = scene.come(host())
    anna = scene.come(arrival("anna"))
    scene.act(scene.room.deny(boss, anna.id))
    assert scene.goodbye("anna") is LeaveReason.DENIED
    again = scene.come(arrival("anna2", seat="seat-anna"))
    assert again.in_lobby


def test_who_is_removed_is_barred() -> None:
    scene = Scene()
    boss = scene.come(host())
    anna = scene.come_and_be_admitted(arrival("anna"))
    scene.act(scene.room.remove(boss, anna.id))
    assert scene.goodbye("anna") is LeaveReason.REMOVED
    assert scene.asked(RememberBarred) == [RememberBarred("seat-anna")]
    with pytest.raises(AppError, match=Code.BAD_LINK):
        scene.room.connect(arrival("anna2", seat="seat-anna", admitted=True))


def open_room() -> tuple[Scene, Participant, dict[str, object]]:
    scene = Scene(MeetingClass.OPEN, lobby=False)
    return scene, scene.come(host(name="Eva Berg")), {"shared_link": True}


def test_after_a_removal_who_comes_by_the_common_link_waits() -> None:
    scene, boss, common = open_room()
    troll, anna = scene.come(arrival("troll", **common)), scene.come(arrival("anna", **common))
    assert (troll.inside, anna.inside) == (True, True)
    scene.act(scene.room.remove(boss, troll.id))
    back = scene.come(arrival("back", **common))
    assert back.in_lobby
    scene.act(scene.room.disconnect("anna"))
    assert scene.come(arrival("anna2", seat="seat-anna", **common)) is anna, "who is inside is not put out"
    scene.act(scene.room.admit(boss, back.id))
    assert back.inside


@pytest.mark.parametrize("name", ["Eva Berg", "EVA BERG", "Еvа Веrg", "Eva Bеrg.", "Eva"])
def test_who_would_pass_for_a_host_waits_and_is_marked(name: str) -> None:
    scene, _, common = open_room()
    guest = scene.come(arrival("guest", name=name, **common))
    assert guest.in_lobby
    assert [one.like_a_host for one in scene.lobby("host")] == [True]
    scene.come(host("again", name="Eva Berg"))
    assert [one.like_a_host for one in scene.lobby("again")] == [True]


def test_whom_the_host_has_named_is_believed_whatever_the_name() -> None:
    scene, _, _ = open_room()
    assert scene.come(arrival("guest", name="Eva Berg")).inside


def test_a_person_admitted_while_their_connection_is_lost_finds_their_seat() -> None:
    scene = Scene()
    boss = scene.come(host())
    anna = scene.come(arrival("anna"))
    scene.act(scene.room.disconnect("anna"))
    scene.act(scene.room.admit(boss, anna.id))
    assert anna.inside
    back = scene.come(arrival("anna2", seat="seat-anna"))
    assert back is anna
    assert scene.told("anna2", Joined)


def test_a_lobby_that_is_full_turns_people_away_without_a_trace() -> None:
    scene = Scene()
    for name in ("a", "b", "c"):
        scene.come(arrival(name))
    with pytest.raises(AppError, match=Code.ROOM_FULL):
        scene.room.connect(arrival("d"))
    assert len(scene.room.people.lobby) == 3


@pytest.mark.parametrize(
    ("meeting_class", "lobby", "changes", "enters"),
    [
        (MeetingClass.PROTECTED, True, {}, False),
        (MeetingClass.PROTECTED, False, {}, False),
        (MeetingClass.SENSITIVE, False, {"way": Way.EID, "proofs": frozenset(Identification)}, False),
        (MeetingClass.OPEN, True, {}, False),
        (MeetingClass.OPEN, False, {}, True),
        (MeetingClass.OPEN, False, {"second_device": True}, False),
        (MeetingClass.PROTECTED, True, {"admitted": True}, True),
        (MeetingClass.PROTECTED, True, {"admitted": True, "second_device": True}, False),
    ],
)
def test_who_walks_straight_in(
    meeting_class: MeetingClass, lobby: bool, changes: dict[str, object], enters: bool
) -> None:
    scene = Scene(meeting_class, lobby=lobby)
    assert scene.come(arrival("anna", **changes)).inside is enters


def test_a_full_meeting_admits_nobody_but_its_host() -> None:
    scene = Scene(capacity=2)
    boss = scene.come(host())
    scene.come_and_be_admitted(arrival("anna"))
    bo = scene.come(arrival("bo"))
    with pytest.raises(AppError, match=Code.ROOM_FULL):
        scene.room.admit(boss, bo.id)
    assert bo.in_lobby


def test_a_second_device_that_is_admitted_takes_the_seat_over() -> None:
    scene = Scene()
    boss = scene.come(host())
    first = scene.come_and_be_admitted(arrival("phone", person="anna"))
    second = scene.come(arrival("tablet", person="anna", second_device=True))
    assert scene.lobby("host")[0].second_device is True
    scene.act(scene.room.admit(boss, second.id))
    assert scene.goodbye("phone") is LeaveReason.REPLACED
    assert [person.id for person in scene.room.people.inside] == [boss.id, second.id]
    assert first.presence == "left"


def test_of_one_personal_link_two_browsers_wait_the_first_and_the_newest() -> None:
    scene = Scene()
    scene.come(host())
    scene.come(arrival("phone", person="anna"))
    for name in ("one", "two", "three"):
        scene.come(arrival(name, person="anna", second_device=True))
        assert len(scene.lobby("host")) == len(scene.room.people.lobby) == 2
    assert [person.connection for person in scene.room.people.lobby] == ["phone", "three"]
    assert (scene.goodbye("one"), scene.goodbye("two")) == (LeaveReason.REPLACED,) * 2


def test_whoever_has_one_link_takes_no_place_of_others_in_the_lobby() -> None:
    scene = Scene(MeetingClass.OPEN)
    for number in range(10):
        scene.come(arrival(f"anna {number}", person="anna", second_device=number > 0))
    for number in range(LOBBY):
        scene.come(arrival(f"common {number}", shared_link=True))
    with pytest.raises(AppError, match=Code.ROOM_FULL):
        scene.come(arrival("one more", shared_link=True))
    scene.come(arrival("bo"))
    scene.come(arrival("cia"))
    with pytest.raises(AppError, match=Code.ROOM_FULL):
        scene.come(arrival("david"))
    scene.come(arrival("anna again", person="anna", second_device=True))


def test_the_host_is_told_of_one_at_a_time() -> None:
    """The whole lobby each time would be some megabytes where two hundred come."""
    scene = Scene()
    scene.come(host())
    scene.forget()
    anna = scene.come(arrival("anna"))
    scene.come(arrival("bo"))
    scene.act(scene.room.leave(anna))
    told = scene.told_anything("host")
    assert [type(message) for message in told] == [LobbyPerson, LobbyPerson, LobbyLeft]
    assert [one.name for one in scene.lobby("host")] == ["Bo"]
