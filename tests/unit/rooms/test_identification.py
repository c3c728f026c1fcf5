"""Nobody comes in below the identification that the class demands (R1), and everybody sees how it was done (R2)."""

from __future__ import annotations

import itertools

import pytest

from auth.meeting_classes import ONLY_LINK, Proofs, Way
from auth.model import GuestKind, Identification, MeetingClass, RoomRole
from server.rooms.effects import Audit, RememberIdentified
from server.wire.errors import AppError, Code
from server.wire.room.presence import Joined, PersonChanged
from tests.support.rooms import Scene, arrival, host, scene_of_two

LINK, SMS, SHOWN, EID = Identification.LINK, Identification.SMS, Identification.SHOWN, Identification.EID
GIVEN: list[Proofs] = [ONLY_LINK | set(more) for n in range(4) for more in itertools.combinations((SMS, SHOWN, EID), n)]

CELLS = list(itertools.product(GuestKind, MeetingClass, Way, GIVEN, [False, True]))


def comes_in(meeting_class: MeetingClass, way: Way, proofs: Proofs) -> bool:
    """Written down anew rather than taken from the code: whether such a guest may wait and be admitted."""
    if meeting_class is MeetingClass.SENSITIVE and way not in (Way.EID, Way.SMS_SHOWN):
        return False
    if EID in proofs:
        return True
    return way in (Way.LINK, Way.SHOWN) or (way in (Way.SMS, Way.SMS_SHOWN) and SMS in proofs)


@pytest.mark.parametrize("meeting_class", MeetingClass)
def test_each_cell_of_role_class_and_identification(meeting_class: MeetingClass) -> None:
    for kind, cell_class, way, proofs, admitted in CELLS:
        if cell_class is not meeting_class:
            continue
        scene = Scene(meeting_class)
        boss = scene.come(host())
        guest = arrival("anna", kind=kind, way=way, proofs=proofs, admitted=admitted)
        if comes_in(meeting_class, way, proofs):
            person = scene.come(guest)
            if not person.inside:
                scene.act(scene.room.admit(boss, person.id))
            assert person.inside
        else:
            with pytest.raises(AppError, match=Code.NOT_IDENTIFIED):
                scene.room.connect(guest)
            assert [one.role for one in scene.room.people] == [RoomRole.HOST]


def test_a_common_link_opens_no_protected_or_sensitive_meeting() -> None:
    for meeting_class in (MeetingClass.PROTECTED, MeetingClass.SENSITIVE):
        everything = arrival("anna", shared_link=True, way=Way.EID, proofs=frozenset(Identification))
        with pytest.raises(AppError, match=Code.NOT_IDENTIFIED):
            Scene(meeting_class).room.connect(everything)


def test_the_host_is_told_what_is_missing_before_and_after_admitting() -> None:
    scene = Scene()
    scene.come(host())
    anna = scene.come(arrival("anna", way=Way.SMS_SHOWN, proofs=ONLY_LINK | {SMS}))
    (waiting,) = scene.lobby("host")
    assert (waiting.identified_by, waiting.missing) == ([LINK, SMS], [SHOWN])
    scene.act(scene.room.admit(scene.room.people.by_connection("host"), anna.id))
    person = next(one for one in scene.told("anna", Joined)[0].people if one.id == anna.id)
    assert (person.identified_by, person.missing) == ([LINK, SMS], [SHOWN])


def test_a_document_shown_on_camera_is_confirmed_by_the_host_and_seen_by_all() -> None:
    scene, boss, anna = scene_of_two()
    scene.act(scene.room.confirm_identity(boss, anna.id))
    for who in ("host", "anna"):
        assert scene.told(who, PersonChanged)[-1].person.identified_by == [LINK, SHOWN]
    assert scene.asked(RememberIdentified) == [RememberIdentified("seat-anna", SHOWN)]
    (audited,) = scene.asked(Audit)
    assert (audited.event.action, audited.event.subject, audited.event.method) == (
        "identity_confirmed",
        "seat-anna",
        SHOWN,
    )


def test_a_confirmation_adds_to_a_stronger_identification_and_survives_a_reconnection() -> None:
    scene = Scene()
    boss = scene.come(host())
    anna = scene.come_and_be_admitted(arrival("anna", way=Way.EID, proofs=ONLY_LINK | {EID}))
    scene.act(scene.room.confirm_identity(boss, anna.id))
    scene.act(scene.room.disconnect("anna"))
    back = scene.come(arrival("again", seat="seat-anna", way=Way.EID, proofs=ONLY_LINK | {EID}))
    assert back.as_seen_by(back).identified_by == [LINK, SHOWN, EID]


def test_only_a_guest_who_is_inside_can_be_confirmed() -> None:
    scene, boss, anna = scene_of_two()
    waiting = scene.come(arrival("bo"))
    for who in (boss.id, waiting.id, "unknown"):
        with pytest.raises(AppError, match=Code.NO_SUCH_PERSON):
            scene.room.confirm_identity(boss, who)
    scene.act(scene.room.leave(anna))
    with pytest.raises(AppError, match=Code.NO_SUCH_PERSON):
        scene.room.confirm_identity(boss, anna.id)
