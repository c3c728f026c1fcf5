"""Taking turns and leading: hands in order, reactions, muting that holds, questions that the person answers."""

from __future__ import annotations

import pytest

from auth.model import RoomRole
from media.protocol import Pause, Source
from server.rooms.effects import Command
from server.rooms.moderation import GESTURE_BURST
from server.rooms.participant import Participant
from server.wire.errors import AppError, Code
from server.wire.room.moderation import AskAnswered, AskedFor, Muted, Reacted, Reaction, SpeakingTimes, SpotlightChanged
from server.wire.room.presence import Joined, PersonChanged
from tests.support.rooms import Scene, arrival, audit_actions, host, scene_of_two


def scene_of_three() -> tuple[Scene, Participant, Participant, Participant]:
    scene, boss, anna = scene_of_two()
    omar = scene.come_and_be_admitted(arrival("omar"))
    scene.forget()
    return scene, boss, anna, omar


def pauses(scene: Scene, person: Participant) -> dict[Source, bool]:
    """What the worker was last told to drop."""
    requests = [one.request for one in scene.asked(Command)]
    mine = [one for one in requests if isinstance(one, Pause) and one.transport == person.transport]
    return {one.source: one.paused for one in mine}


def test_hands_keep_their_order_and_everybody_sees_it() -> None:
    scene, _, anna, omar = scene_of_three()
    moderation = scene.room.moderation
    for person in (omar, anna):
        scene.act(moderation.raise_hand(person, raised=True))
    assert (omar.hand or 0) < (anna.hand or 0)
    for connection in ("host", "anna", "omar"):
        told = {message.person.id: message.person.hand for message in scene.told(connection, PersonChanged)}
        assert told == {omar.id: omar.hand, anna.id: anna.hand}
    assert moderation.raise_hand(omar, raised=True) == [], "raising it again does not lose one's turn"
    scene.act(moderation.raise_hand(omar, raised=False))
    scene.act(moderation.raise_hand(omar, raised=True))
    assert (omar.hand or 0) > (anna.hand or 0)


def test_a_host_lowers_one_hand_or_all() -> None:
    scene, boss, anna, omar = scene_of_three()
    for person in (boss, anna, omar):
        scene.act(scene.room.moderation.raise_hand(person, raised=True))
    scene.act(scene.room.moderation.lower_hands(boss, anna.id))
    assert [person.hand is None for person in (boss, anna, omar)] == [False, True, False]
    scene.act(scene.room.moderation.lower_hands(boss, None))
    assert (boss.hand, omar.hand) == (None, None)


def test_a_reaction_reaches_everybody_and_is_rationed() -> None:
    scene, _, anna = scene_of_two()
    for _ in range(GESTURE_BURST):
        scene.act(scene.room.moderation.react(anna, Reaction.SLOWER))
    assert scene.told("host", Reacted)[0] == Reacted(participant=anna.id, reaction=Reaction.SLOWER)
    with pytest.raises(AppError, match=Code.RATE_LIMITED):
        scene.room.moderation.react(anna, Reaction.SLOWER)


def test_a_muted_person_is_silent_in_the_worker_and_told_by_whom() -> None:
    scene, boss, anna = scene_of_two()
    scene.act(scene.room.moderation.mute(boss, anna.id))
    assert pauses(scene, anna) == {Source.MICROPHONE: True, Source.CAMERA: False}
    assert scene.told("anna", Muted) == [Muted(by="Host")]
    assert scene.told("host", PersonChanged)[-1].person.microphone is False
    assert audit_actions(scene.effects) == ["muted_by_host"]
    assert scene.room.moderation.mute(boss, anna.id) == [], "once is enough"


def test_what_a_page_said_before_it_knew_does_not_unmute_it_but_the_person_does() -> None:
    scene, boss, anna = scene_of_two()
    media = scene.room.media
    scene.act(scene.room.moderation.mute(boss, anna.id))
    scene.act(media.set_media(anna, microphone=True, camera=False))
    assert pauses(scene, anna) == {Source.MICROPHONE: True, Source.CAMERA: True}
    scene.act(media.set_media(anna, microphone=False, camera=False))
    scene.act(media.set_media(anna, microphone=True, camera=False))
    assert pauses(scene, anna)[Source.MICROPHONE] is False
    assert anna.microphone is True


def test_a_page_that_is_loaded_anew_is_still_muted_and_told_so_again() -> None:
    scene, boss, anna = scene_of_two()
    scene.act(scene.room.moderation.mute(boss, anna.id))
    scene.act(scene.room.disconnect("anna"))
    scene.forget()
    scene.come(arrival("again", seat="seat-anna"))
    assert anna.microphone is False
    assert pauses(scene, anna)[Source.MICROPHONE] is True
    assert scene.told("again", Muted) == [Muted(by="Host")]


def test_muting_everybody_spares_the_hosts() -> None:
    scene, boss, anna, omar = scene_of_three()
    helper = scene.come(host("helper", seat="helper", person="helper", role=RoomRole.CO_HOST))
    scene.act(scene.room.moderation.mute(boss, None))
    assert [person.microphone for person in (boss, helper, anna, omar)] == [True, True, False, False]
    assert scene.told("helper", Muted) == []


@pytest.mark.parametrize("whom", ["unknown", "waiting"])
def test_only_somebody_inside_can_be_led(whom: str) -> None:
    scene, boss, _ = scene_of_two()
    target = scene.come(arrival("bo")).id if whom == "waiting" else "unknown"
    moderation, screens = scene.room.moderation, scene.room.screens
    for act in (
        lambda: moderation.mute(boss, target),
        lambda: moderation.ask(boss, target, "camera"),
        lambda: moderation.lower_hands(boss, target),
        lambda: moderation.spotlight(boss, target),
        lambda: screens.stop(boss, target),
        lambda: screens.allow(boss, target, allowed=True),
        lambda: scene.room.roles.appoint(boss, target, on=True),
        lambda: scene.room.return_to_lobby(boss, target),
    ):
        with pytest.raises(AppError, match=Code.NO_SUCH_PERSON):
            act()


def test_a_question_is_answered_to_the_one_who_asked() -> None:
    scene, boss, anna = scene_of_two()
    scene.act(scene.room.media.set_media(anna, microphone=True, camera=False))
    assert scene.room.moderation.ask(boss, anna.id, "microphone") == [], "it is on"
    scene.act(scene.room.moderation.ask(boss, anna.id, "camera"))
    assert scene.told("anna", AskedFor) == [AskedFor(source="camera", by="Host")]
    assert anna.camera is False, "nothing is turned on for anybody"
    scene.act(scene.room.moderation.answer(anna, "camera", agreed=False))
    assert scene.told("host", AskAnswered) == [AskAnswered(participant=anna.id, source="camera", agreed=False)]
    assert scene.room.moderation.answer(anna, "camera", agreed=True) == [], "nobody asks any more"


def test_a_question_that_waits_is_put_again_to_a_page_that_comes_back() -> None:
    scene, boss, anna = scene_of_two()
    anna.camera = False
    scene.act(scene.room.moderation.ask(boss, anna.id, "camera"))
    scene.act(scene.room.disconnect("anna"))
    scene.come(arrival("again", seat="seat-anna"))
    assert scene.told("again", AskedFor) == [AskedFor(source="camera", by="Host")]


def test_the_spotlight_is_told_to_all_and_to_newcomers_and_ends_with_the_person() -> None:
    scene, boss, anna = scene_of_two()
    scene.act(scene.room.moderation.spotlight(boss, anna.id))
    assert scene.told("anna", SpotlightChanged)[-1].participant == anna.id
    scene.come_and_be_admitted(arrival("omar"))
    assert scene.told("omar", Joined)[-1].spotlight == anna.id
    scene.act(scene.room.leave(anna))
    assert scene.told("host", SpotlightChanged)[-1].participant is None
    scene.come(host("again"))
    assert scene.told("again", Joined)[-1].spotlight is None


def test_the_speaking_time_is_told_to_the_host_who_asks_and_counts_only_what_was_heard() -> None:
    scene, boss, anna = scene_of_two()
    media = scene.room.media
    scene.act(media.heard([anna.transport or ""]))
    scene.now += 12.5
    scene.act(media.heard([boss.transport or ""]))
    scene.now += 3
    scene.act(media.heard([]))
    scene.now += 60
    scene.act(media.speaking_times(boss))
    assert scene.told("host", SpeakingTimes) == [SpeakingTimes(seconds={anna.id: 12, boss.id: 3})]
    assert scene.told("anna", SpeakingTimes) == []
    scene.act(scene.room.leave(anna))
    scene.act(media.speaking_times(boss))
    assert scene.told("host", SpeakingTimes)[-1].seconds == {boss.id: 3}
