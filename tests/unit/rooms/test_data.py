"""What the people in a meeting share: who may say and change what, who sees it, and what a newcomer gets."""

from __future__ import annotations

import pytest

from auth.model import GuestKind
from server.rooms.channels import CHANNELS, MAX_BYTES, SHOWN
from server.rooms.effects import Effects, RememberItem
from server.rooms.items import ITEM_BYTES
from server.rooms.participant import Participant
from server.wire.errors import AppError, Code
from server.wire.room.shared import (
    CHAT_EDIT_SECONDS,
    CatchUp,
    Channel,
    Item,
    ItemMessage,
    Items,
    Put,
    Signal,
    SignalMessage,
)
from tests.support.rooms import Scene, arrival, audit_actions, host, scene_of_two


def put(
    scene: Scene, by: Participant, channel: Channel, key: str, payload: str | None, to: str | None = None
) -> Effects:
    return scene.act(scene.room.sharing.put(by, Put(place=by.place, channel=channel, key=key, payload=payload, to=to)))


def told(scene: Scene, who: str) -> list[tuple[str, str | None]]:
    return [(message.item.key, message.item.payload) for message in scene.told(who, ItemMessage)]


def caught_up(scene: Scene, by: Participant, log: str | None = None, after: int = 0) -> Items:
    scene.act(scene.room.sharing.catch_up(by, CatchUp(log=log, after=after)))
    return scene.told(by.connection or "", Items)[-1]


def keys(items: list[Item]) -> list[str]:
    return [item.key for item in items]


def test_what_is_said_reaches_everybody_once_with_its_author_and_order() -> None:
    scene, boss, anna = scene_of_two()
    put(scene, anna, Channel.CHAT, "a", "hej")
    put(scene, boss, Channel.CHAT, "b", "hej hej")
    for who in ("host", "anna"):
        items = [message.item for message in scene.told(who, ItemMessage)]
        assert [(one.name, one.payload, one.n, one.first) for one in items] == [
            ("Anna", "hej", 1, 1),
            ("Host", "hej hej", 2, 2),
        ]
    assert [one.mine for one in (message.item for message in scene.told("anna", ItemMessage))] == [True, False]
    assert [one.entry.key for one in scene.asked(RememberItem)] == ["a", "b"]


def test_a_private_message_reaches_two_people_and_no_host_beside_them() -> None:
    scene, boss, anna = scene_of_two()
    bo = scene.come_and_be_admitted(arrival("bo"))
    scene.forget()
    put(scene, anna, Channel.CHAT, "a", "bara du", to=bo.id)
    assert (told(scene, "anna"), told(scene, "bo"), told(scene, "host")) == ([("a", "bara du")],) * 2 + ([],)
    assert keys(caught_up(scene, boss).items) == []
    assert keys(caught_up(scene, bo).items) == ["a"]
    with pytest.raises(AppError, match=Code.NOT_YOURS):
        put(scene, boss, Channel.CHAT, "a", None)


def test_nobody_writes_to_who_is_not_in_the_room_or_in_another_place() -> None:
    scene, boss, anna = scene_of_two()
    waiting = scene.come(arrival("bo"))
    boss.place = "side"
    for to in (waiting.id, "unknown", boss.id):
        with pytest.raises(AppError, match=Code.NO_SUCH_PERSON):
            put(scene, anna, Channel.CHAT, "a", "x", to=to)


def test_who_comes_later_does_not_read_what_was_said_before_but_sees_what_is_shown() -> None:
    scene, boss, anna = scene_of_two()
    put(scene, boss, Channel.CHAT, "said", "x")
    put(scene, boss, Channel.STAGE, SHOWN, "page 1")
    put(scene, anna, Channel.WHITEBOARD, "line", "x")
    bo = scene.come_and_be_admitted(arrival("bo"))
    assert keys(caught_up(scene, bo).items) == [SHOWN, "line"]
    assert keys(caught_up(scene, anna).items) == ["said", SHOWN, "line"]


def test_a_host_who_comes_later_reads_what_was_said_to_all() -> None:
    scene, _, anna = scene_of_two()
    put(scene, anna, Channel.CHAT, "said", "x")
    late = scene.come(host("co", seat="colleague", person="colleague"))
    assert keys(caught_up(scene, late).items) == ["said"]


def test_the_history_follows_the_person_over_a_new_visit() -> None:
    scene, boss, anna = scene_of_two()
    put(scene, boss, Channel.CHAT, "said", "x")
    scene.act(scene.room.leave(anna))
    back = scene.come_and_be_admitted(arrival("again", seat="seat-anna", person="person-anna"))
    items = caught_up(scene, back).items
    assert keys(items) == ["said"]
    put(scene, back, Channel.CHAT, "mine", "y")
    assert scene.told("again", ItemMessage)[-1].item.mine


def test_the_author_alone_changes_and_a_host_only_removes() -> None:
    scene, boss, anna = scene_of_two()
    bo = scene.come_and_be_admitted(arrival("bo"))
    put(scene, anna, Channel.CHAT, "a", "första")
    put(scene, anna, Channel.CHAT, "a", "rättad")
    for by, payload in ((bo, "min"), (bo, None), (boss, "min")):
        with pytest.raises(AppError, match=Code.NOT_YOURS):
            put(scene, by, Channel.CHAT, "a", payload)
    effects = put(scene, boss, Channel.CHAT, "a", None)
    assert audit_actions(effects) == ["content_removed"]
    last = scene.told("bo", ItemMessage)[-1].item
    assert (last.payload, last.first, last.n) == (None, 1, 3)


def test_a_message_is_changed_within_minutes_and_removed_by_a_host_at_any_time() -> None:
    scene, boss, anna = scene_of_two()
    put(scene, anna, Channel.CHAT, "a", "x")
    scene.now += CHAT_EDIT_SECONDS + 1
    with pytest.raises(AppError, match=Code.TOO_LATE):
        put(scene, anna, Channel.CHAT, "a", "y")
    put(scene, boss, Channel.CHAT, "a", None)
    assert keys(caught_up(scene, anna).items) == []


def test_who_comes_back_gets_only_what_has_changed_also_what_is_gone() -> None:
    scene, boss, anna = scene_of_two()
    for key in "abc":
        put(scene, boss, Channel.WHITEBOARD, key, key)
    known = caught_up(scene, anna)
    put(scene, boss, Channel.WHITEBOARD, "b", None)
    put(scene, boss, Channel.WHITEBOARD, "d", "d")
    news = caught_up(scene, anna, known.log, known.through)
    assert [(one.key, one.payload) for one in news.items] == [("b", None), ("d", "d")]
    assert keys(caught_up(scene, anna, "another log", known.through).items) == ["a", "c", "d"]


def test_a_long_history_comes_in_batches_that_miss_nothing() -> None:
    scene, boss, anna = scene_of_two()
    for number in range(30):
        put(scene, boss, Channel.WHITEBOARD, f"k{number}", "x" * 16_000)
    got: list[str] = []
    batch = caught_up(scene, anna)
    while True:
        got += keys(batch.items)
        if not batch.more:
            break
        batch = caught_up(scene, anna, batch.log, batch.through)
    assert got == [f"k{number}" for number in range(30)]


def test_one_guest_cannot_fill_a_channel_for_the_others() -> None:
    scene, boss, anna = scene_of_two()
    share = CHANNELS[Channel.WHITEBOARD].items // 4
    for number in range(share):
        put(scene, anna, Channel.WHITEBOARD, f"k{number}", "x")
    with pytest.raises(AppError, match=Code.CHANNEL_FULL):
        put(scene, anna, Channel.WHITEBOARD, "more", "x")
    put(scene, boss, Channel.WHITEBOARD, "hosts", "x")
    put(scene, anna, Channel.WHITEBOARD, "k0", None)
    put(scene, anna, Channel.WHITEBOARD, "more", "x")


def test_one_guest_cannot_fill_a_place_for_the_others() -> None:
    scene, _, anna = scene_of_two()
    bo = scene.come_and_be_admitted(arrival("bo"))
    for number in range(MAX_BYTES // 4 // (16_000 + ITEM_BYTES)):
        put(scene, anna, Channel.MARKS, f"k{number}", "x" * 16_000)
    with pytest.raises(AppError, match=Code.CHANNEL_FULL):
        put(scene, anna, Channel.WHITEBOARD, "more", "x" * 16_000)
    put(scene, bo, Channel.MARKS, "bos", "x" * 16_000)


def test_a_place_has_room_for_so_much_and_says_when_it_is_full() -> None:
    scene, boss, _ = scene_of_two()
    fits = MAX_BYTES // (16_000 + ITEM_BYTES)
    for number in range(fits):
        put(scene, boss, Channel.MARKS, f"k{number}", "x" * 16_000)
    with pytest.raises(AppError, match=Code.CHANNEL_FULL):
        put(scene, boss, Channel.MARKS, "more", "x" * 16_000)
    with pytest.raises(AppError, match=Code.TOO_LARGE):
        put(scene, boss, Channel.CHAT, "long", "x" * 9000)


def test_one_person_leads_the_stage_until_they_hand_it_over() -> None:
    scene, boss, anna = scene_of_two()
    bo = scene.come_and_be_admitted(arrival("bo", kind=GuestKind.INTERPRETER))
    assert audit_actions(put(scene, anna, Channel.STAGE, SHOWN, "1")) == ["stage_taken"]
    assert audit_actions(put(scene, anna, Channel.STAGE, SHOWN, "2")) == []
    with pytest.raises(AppError, match=Code.STAGE_TAKEN):
        put(scene, bo, Channel.STAGE, SHOWN, "mine")
    with pytest.raises(AppError, match=Code.NOT_YOURS):
        scene.room.sharing.hand_over(bo, bo.id)
    assert audit_actions(scene.act(scene.room.sharing.hand_over(anna, bo.id))) == ["stage_taken"]
    item = scene.told("anna", ItemMessage)[-1].item
    assert (item.author, item.payload, item.mine) == (bo.id, "2", False)
    put(scene, boss, Channel.STAGE, SHOWN, None)
    assert scene.told("bo", ItemMessage)[-1].item.payload is None


def test_the_stage_is_free_when_its_leader_has_gone() -> None:
    scene, _, anna = scene_of_two()
    bo = scene.come_and_be_admitted(arrival("bo"))
    put(scene, anna, Channel.STAGE, SHOWN, "1")
    scene.act(scene.room.leave(anna))
    put(scene, bo, Channel.STAGE, SHOWN, "2")
    assert scene.told("host", ItemMessage)[-1].item.author == bo.id


def test_nobody_puts_a_file_or_another_key_on_the_stage() -> None:
    scene, boss, _ = scene_of_two()
    with pytest.raises(AppError, match=Code.NOT_ALLOWED):
        put(scene, boss, Channel.FILES, "f", "x")
    with pytest.raises(AppError, match=Code.BAD_MESSAGE):
        put(scene, boss, Channel.STAGE, "other", "x")


def test_a_file_that_is_shown_is_there_for_who_comes_later() -> None:
    scene, boss, anna = scene_of_two()
    scene.act(scene.room.sharing.add(anna, Channel.FILES, "f", "plan.pdf", None))
    bo = scene.come_and_be_admitted(arrival("bo"))
    assert keys(caught_up(scene, bo).items) == []
    with pytest.raises(AppError, match=Code.NOT_FOUND):
        scene.room.sharing.show_file(bo, "f")
    assert audit_actions(scene.act(scene.room.sharing.show_file(boss, "f"))) == ["file_shown"]
    assert told(scene, "bo") == [("f", "plan.pdf")]
    assert scene.room.sharing.show_file(anna, "f") == []
    late = scene.come_and_be_admitted(arrival("late"))
    item = caught_up(scene, late).items[0]
    assert (item.key, item.name) == ("f", "Anna")


def test_a_private_file_is_shown_by_its_sender_alone() -> None:
    scene, boss, anna = scene_of_two()
    bo = scene.come_and_be_admitted(arrival("bo"))
    scene.act(scene.room.sharing.add(anna, Channel.FILES, "f", "plan.pdf", bo))
    with pytest.raises(AppError, match=Code.NOT_FOUND):
        scene.room.sharing.show_file(boss, "f")
    with pytest.raises(AppError, match=Code.NOT_YOURS):
        scene.room.sharing.show_file(bo, "f")
    scene.act(scene.room.sharing.show_file(anna, "f"))
    assert keys(caught_up(scene, boss).items) == ["f"]


def test_a_signal_reaches_the_others_and_is_not_kept() -> None:
    scene, boss, anna = scene_of_two()
    bo = scene.come_and_be_admitted(arrival("bo"))
    scene.forget()
    scene.act(scene.room.sharing.signal(anna, Signal(place="main", channel=Channel.CHAT, payload="typing")))
    scene.act(scene.room.sharing.signal(anna, Signal(place="main", channel=Channel.CHAT, payload="to bo", to=bo.id)))
    assert [message.payload for message in scene.told("host", SignalMessage)] == ["typing"]
    assert [message.payload for message in scene.told("bo", SignalMessage)] == ["typing", "to bo"]
    assert scene.told("anna", SignalMessage) == []
    assert caught_up(scene, boss).items == []


def test_each_place_has_its_own() -> None:
    scene, boss, anna = scene_of_two()
    put(scene, boss, Channel.CHAT, "main", "x")
    boss.place = "side"
    put(scene, boss, Channel.CHAT, "aside", "x")
    scene.act(scene.room.sharing.signal(boss, Signal(place="side", channel=Channel.CHAT, payload="typing")))
    assert told(scene, "anna") == [("main", "x")]
    assert scene.told("anna", SignalMessage) == []
    assert keys(caught_up(scene, boss).items) == ["aside"]
    assert keys(caught_up(scene, anna).items) == ["main"]


def test_what_was_meant_for_another_place_is_said_in_none() -> None:
    scene, boss, anna = scene_of_two()
    boss.place = "side"
    with pytest.raises(AppError, match=Code.MOVED):
        scene.room.sharing.put(boss, Put(place="main", channel=Channel.CHAT, key="k", payload="x"))
    with pytest.raises(AppError, match=Code.MOVED):
        scene.room.sharing.signal(boss, Signal(place="main", channel=Channel.CHAT, payload="x"))
    assert caught_up(scene, anna).items == caught_up(scene, boss).items == []
