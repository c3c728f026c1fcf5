"""Side rooms and groups: who goes where, with media of their own there, and what the others are told."""

from __future__ import annotations

import pytest

from auth.model import GuestKind, RoomRole
from media.protocol import Offer, Source, Track, Watch
from server.rooms.breakouts import media_room, place_of
from server.rooms.effects import CloseTransport, Command, OpenTransport, StartCountdown
from server.rooms.participant import Participant
from server.wire.errors import AppError, Code
from server.wire.room.breakouts import MAIN, Breakouts, Group, GroupsNote
from server.wire.room.lobby import LobbyPerson
from server.wire.room.media import MediaTile, OfferMessage, SpeakersMessage
from server.wire.room.moderation import Reacted, Reaction
from server.wire.room.presence import Joined, PersonChanged
from tests.support.rooms import Scene, arrival, audit_actions, host


def family_meeting() -> tuple[Scene, Participant, Participant, Participant]:
    """The host, Anna and her interpreter."""
    scene = Scene()
    boss = scene.come(host())
    anna = scene.come_and_be_admitted(arrival("anna"))
    sara = scene.come_and_be_admitted(arrival("sara", kind=GuestKind.INTERPRETER))
    scene.forget()
    return scene, boss, anna, sara


def open_places(scene: Scene, connection: str = "host") -> list[str]:
    return [place.id for place in scene.told(connection, Breakouts)[-1].breakouts]


def test_a_place_is_a_media_room_of_its_own_and_can_be_told_from_its_name() -> None:
    assert media_room("m", MAIN) == "m"
    assert place_of(media_room("m-_1", "p-_2")) == ("m-_1", "p-_2")
    assert place_of("m") == ("m", MAIN)


def test_those_who_step_outside_get_media_elsewhere_and_everybody_sees_who_they_are() -> None:
    scene, boss, anna, sara = family_meeting()
    before = {person.id: person.transport for person in (boss, anna, sara)}
    scene.act(scene.room.breakouts.step_outside(boss, [sara.id]))
    assert boss.place == sara.place != MAIN
    assert anna.place == MAIN
    closed = {one.transport for one in scene.asked(CloseTransport)}
    assert closed == {before[boss.id], before[sara.id]}
    opened = {one.transport: one.place for one in scene.asked(OpenTransport)}
    assert opened == {boss.transport: boss.place, sara.transport: boss.place}
    assert anna.transport == before[anna.id], "who stays keeps what they have"
    seen = {message.person.id: message.person for message in scene.told("anna", PersonChanged)}
    for person in (boss, sara):
        assert (seen[person.id].place, seen[person.id].microphone, seen[person.id].camera) == (boss.place, False, False)
    (joined,) = scene.told("sara", Joined)
    assert {one.id: one.place for one in joined.people} == {boss.id: boss.place, anna.id: MAIN, sara.id: boss.place}
    assert joined.transport is None
    assert audit_actions(scene.effects) == ["taken_aside", "taken_aside"]


def test_nothing_crosses_over() -> None:
    scene, boss, anna, sara = family_meeting()
    scene.act(scene.room.breakouts.step_outside(boss, [sara.id]))
    scene.forget()
    media = scene.room.media
    scene.act(media.heard([boss.transport or "", anna.transport or ""], boss.place))
    scene.act(scene.room.moderation.react(sara, Reaction.CLAP))
    scene.act(media.set_media(sara, microphone=False, camera=True))
    scene.act(media.watch(anna, [MediaTile(participant=boss.id, source="camera", width=1, height=1, pinned=True)]))
    track = Track(mid="4", transport=boss.transport or "", source=Source.CAMERA)
    scene.act(media.offered(Offer(transport=anna.transport or "", revision=1, sdp="v=0", publish={}, tracks=[track])))
    assert scene.told("sara", SpeakersMessage)[-1].speaking == [boss.id]
    assert scene.told("anna", SpeakersMessage) == []
    assert scene.told("anna", Reacted) == []
    assert scene.told("anna", PersonChanged) == []
    assert scene.told("anna", OfferMessage)[-1].tracks == []
    watched = [one.request.tiles for one in scene.asked(Command) if isinstance(one.request, Watch)]
    assert watched == [[]]
    for act in (
        lambda: scene.room.moderation.mute(boss, anna.id),
        lambda: scene.room.moderation.ask(boss, anna.id, "camera"),
        lambda: scene.room.moderation.spotlight(boss, anna.id),
        lambda: scene.room.screens.stop(boss, anna.id),
    ):
        with pytest.raises(AppError, match=Code.NO_SUCH_PERSON):
            act()


def test_a_shared_screen_and_a_raised_hand_stay_behind() -> None:
    scene, boss, _, sara = family_meeting()
    scene.act(scene.room.screens.share(boss, active=True, audio=True))
    scene.act(scene.room.moderation.raise_hand(boss, raised=True))
    scene.act(scene.room.moderation.spotlight(boss, boss.id))
    scene.act(scene.room.breakouts.step_outside(boss, [sara.id]))
    assert (boss.screen, boss.screen_audio, boss.hand) == (False, False, None)
    assert scene.room.moderation.spotlight_in(MAIN) is None


def test_each_comes_back_with_one_press_and_an_empty_side_room_is_gone() -> None:
    scene, boss, anna, sara = family_meeting()
    scene.act(scene.room.breakouts.step_outside(boss, [sara.id]))
    place = boss.place
    scene.act(scene.room.breakouts.come_back(boss))
    assert (boss.place, sara.place) == (MAIN, place)
    assert open_places(scene) == [place]
    scene.forget()
    scene.act(scene.room.breakouts.come_back(sara))
    assert open_places(scene) == []
    assert scene.told("anna", PersonChanged)[-1].person.place == MAIN
    assert scene.told("anna", PersonChanged)[-1].person.microphone is True
    assert [one.place for one in scene.asked(OpenTransport)] == [MAIN]
    assert scene.room.breakouts.come_back(sara) == []
    assert anna.place == MAIN


def test_the_host_brings_everybody_back_and_takes_others_in() -> None:
    scene, boss, anna, sara = family_meeting()
    scene.act(scene.room.breakouts.step_outside(boss, [sara.id]))
    place = boss.place
    scene.act(scene.room.breakouts.step_outside(boss, [anna.id, sara.id]))
    assert anna.place == place, "into the same side room"
    scene.act(scene.room.breakouts.call_back(boss, 0))
    assert {person.place for person in (boss, anna, sara)} == {MAIN}
    assert open_places(scene) == []


def test_a_co_host_in_the_meeting_cannot_reach_into_a_side_room() -> None:
    scene, boss, anna, sara = family_meeting()
    helper = scene.come(host("helper", seat="helper", person="helper", role=RoomRole.CO_HOST))
    scene.act(scene.room.breakouts.step_outside(boss, [sara.id]))
    places = scene.room.breakouts
    for act in (
        lambda: places.step_outside(helper, [anna.id, sara.id]),
        lambda: places.move_to_group(helper, sara.id, MAIN),
    ):
        with pytest.raises(AppError, match=Code.NO_SUCH_PERSON):
            act()
    with pytest.raises(AppError, match=Code.NO_GROUPS):
        places.visit(helper, boss.place)
    with pytest.raises(AppError, match=Code.NO_GROUPS):
        places.call_back(helper, 0)


def test_the_lobby_goes_on_while_the_host_is_aside() -> None:
    scene, boss, _, sara = family_meeting()
    scene.act(scene.room.breakouts.step_outside(boss, [sara.id]))
    scene.forget()
    omar = scene.come(arrival("omar"))
    assert [one.id for one in scene.lobby("host")] == [omar.id]
    assert scene.told("sara", LobbyPerson) == []
    scene.act(scene.room.admit(boss, omar.id))
    assert omar.place == MAIN
    assert [one.place for one in scene.asked(OpenTransport)] == [MAIN]


def test_who_reconnects_is_where_they_were_and_who_is_lost_leaves_an_empty_side_room() -> None:
    scene, boss, _, sara = family_meeting()
    scene.act(scene.room.breakouts.step_outside(boss, [sara.id]))
    place = boss.place
    scene.act(scene.room.disconnect("sara"))
    scene.forget()
    scene.come(arrival("again", seat="seat-sara"))
    assert [one.place for one in scene.asked(OpenTransport)] == [place]
    scene.act(scene.room.leave(sara))
    scene.act(scene.room.leave(boss))
    assert open_places(scene, "anna") == []


def test_who_is_moved_while_away_finds_themselves_there() -> None:
    scene, boss, _, sara = family_meeting()
    old = sara.transport or ""
    scene.act(scene.room.disconnect("sara"))
    scene.act(scene.room.breakouts.step_outside(boss, [sara.id]))
    assert sara.transport is None
    scene.forget()
    scene.come(arrival("again", seat="seat-sara", transport=old))
    assert scene.told("again", Joined)[-1].transport is None
    assert [one.place for one in scene.asked(OpenTransport)] == [boss.place]


# --- groups ---------------------------------------------------------------------------------------------------------


def grouped() -> tuple[Scene, Participant, Participant, Participant, list[str]]:
    scene, boss, anna, sara = family_meeting()
    wanted = [Group(name="Ett", participants=[anna.id]), Group(name="Två", participants=[sara.id, "somebody gone"])]
    scene.act(scene.room.breakouts.open_groups(boss, wanted))
    return scene, boss, anna, sara, open_places(scene)


def test_groups_are_opened_with_their_people_and_the_rest_stays() -> None:
    scene, boss, anna, sara, groups = grouped()
    assert [anna.place, sara.place, boss.place] == [*groups, MAIN]
    assert [place.name for place in scene.told("anna", Breakouts)[-1].breakouts] == ["Ett", "Två"]
    assert audit_actions(scene.effects) == ["groups_opened", "moved_to_group", "moved_to_group"]
    with pytest.raises(AppError, match=Code.GROUPS_OPEN):
        scene.room.breakouts.open_groups(boss, [Group(name="Tre", participants=[])])


def test_nobody_is_in_two_groups() -> None:
    scene, boss, anna, _ = family_meeting()
    twice = [Group(name="Ett", participants=[anna.id]), Group(name="Två", participants=[anna.id])]
    with pytest.raises(AppError, match=Code.BAD_MESSAGE):
        scene.room.breakouts.open_groups(boss, twice)
    assert anna.place == MAIN


def test_the_host_moves_people_visits_and_writes() -> None:
    scene, boss, anna, sara, (first, second) = grouped()
    places = scene.room.breakouts
    scene.act(places.move_to_group(boss, anna.id, second))
    assert anna.place == second
    scene.act(places.visit(boss, first))
    assert boss.place == first
    with pytest.raises(AppError, match=Code.GO_BACK_FIRST):
        places.step_outside(boss, [anna.id])
    scene.act(places.write_to_groups(boss, " Fem minuter kvar. "))
    assert scene.told("anna", GroupsNote) == [GroupsNote(text="Fem minuter kvar.", by="Host")]
    with pytest.raises(AppError, match=Code.EMPTY_NOTE):
        places.write_to_groups(boss, "  ")
    scene.act(places.move_to_group(boss, sara.id, MAIN))
    assert sara.place == MAIN
    scene.act(places.come_back(boss))
    assert open_places(scene) == [first, second], "an empty group stays"


def test_a_raised_hand_calls_the_host_from_a_group_and_tells_the_other_groups_nothing() -> None:
    scene, boss, anna, sara, _ = grouped()
    scene.forget()
    scene.act(scene.room.moderation.raise_hand(anna, raised=True))
    assert scene.told("host", PersonChanged)[-1].person.hand == anna.hand
    assert scene.told("sara", PersonChanged) == []
    assert anna.as_seen_by(sara).hand is None
    assert boss.place == MAIN
    scene.act(scene.room.moderation.lower_hands(boss, anna.id))
    assert anna.hand is None, "a call is answered from where the host is"


def test_everybody_is_called_back_when_the_time_is_up() -> None:
    scene, boss, anna, sara, _ = grouped()
    scene.act(scene.room.breakouts.call_back(boss, 60))
    assert scene.told("anna", Breakouts)[-1].closes_at == scene.now + 60
    (countdown,) = scene.asked(StartCountdown)
    assert countdown.seconds == 60
    assert anna.place != MAIN
    scene.act(scene.room.breakouts.time_is_up(countdown.countdown))
    assert {person.place for person in (boss, anna, sara)} == {MAIN}
    assert scene.told("anna", Breakouts)[-1] == Breakouts(breakouts=[], closes_at=None)
    assert audit_actions(scene.effects)[-1] == "groups_closed"


def test_a_late_countdown_does_not_close_newer_groups() -> None:
    scene, boss, anna, _, _ = grouped()
    scene.act(scene.room.breakouts.call_back(boss, 60))
    (countdown,) = scene.asked(StartCountdown)
    scene.act(scene.room.breakouts.call_back(boss, 0))
    scene.act(scene.room.breakouts.open_groups(boss, [Group(name="Ny", participants=[anna.id])]))
    assert scene.room.breakouts.time_is_up(countdown.countdown) == []
    assert anna.place != MAIN


@pytest.mark.parametrize("what", ["call_back", "write", "visit", "move"])
def test_without_groups_there_is_nothing_to_lead(what: str) -> None:
    scene, boss, anna, _ = family_meeting()
    places = scene.room.breakouts
    acts = {
        "call_back": lambda: places.call_back(boss, 10),
        "write": lambda: places.write_to_groups(boss, "hej"),
        "visit": lambda: places.visit(boss, "unknown"),
        "move": lambda: places.move_to_group(boss, anna.id, "unknown"),
    }
    with pytest.raises(AppError, match=Code.NO_GROUPS):
        acts[what]()
