"""Files on their way are counted by whose they are, and what rests gives way."""

from __future__ import annotations

import pytest

from server.services.files.kinds import FORMATS
from server.services.files.uploads import BOUNDS, IDLE_SECONDS, RESTED_SECONDS, Upload, Uploads
from server.wire.errors import AppError, Code

EACH, MEETING, TENANT, ALL = (bound.most for bound in BOUNDS)


class Sending:
    """Uploads, a clock, and people by number."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.uploads = Uploads(lambda: self.now)
        self._count = 0

    def begin(self, person: int, *, meeting: int = 0, tenant: int = 0) -> tuple[Upload, list[Upload]]:
        self._count += 1
        upload = Upload(
            f"upload {self._count}",
            f"tenant {tenant}",
            f"meeting {tenant} {meeting}",
            f"person {person}",
            f"participant {self._count}",
            "main",
            set(),
            "a.txt",
            FORMATS["txt"],
            10,
            None,
            touched=self.now,
        )
        return upload, self.uploads.add(upload)

    def many(self, count: int, *, tenant: int = 0) -> list[Upload]:
        return [self.begin(n + 100, meeting=n // MEETING, tenant=tenant)[0] for n in range(count)]


async def test_who_leaves_and_comes_back_is_still_one_person() -> None:
    sending = Sending()
    for _ in range(EACH):
        sending.begin(1)
    with pytest.raises(AppError) as refused:
        sending.begin(1)
    assert refused.value.code is Code.TOO_MANY_FILES
    assert len(list(sending.uploads)) == EACH
    assert sending.begin(2)[1] == []


async def test_one_organisation_leaves_room_for_the_others() -> None:
    sending = Sending()
    sending.many(TENANT)
    with pytest.raises(AppError):
        sending.begin(10_000, meeting=10_000)
    assert sending.begin(1, tenant=1)[1] == []
    assert TENANT * 2 < ALL


async def test_one_meeting_leaves_room_for_the_others() -> None:
    sending = Sending()
    sending.many(MEETING)
    with pytest.raises(AppError):
        sending.begin(10_000)
    assert sending.begin(1, meeting=1)[1] == []
    assert MEETING * 2 < TENANT


async def test_the_one_that_rested_longest_gives_way() -> None:
    sending = Sending()
    first, second, third = (sending.begin(1)[0] for _ in range(EACH))
    sending.now += RESTED_SECONDS - 1
    second.touched -= 0.5
    with pytest.raises(AppError):
        sending.begin(1)
    sending.now += 1
    third.touched = sending.now
    assert sending.begin(1)[1] == [second]
    assert sending.begin(1)[1] == [first]
    with pytest.raises(AppError):
        sending.begin(1)


async def test_what_is_just_being_written_or_checked_gives_way_to_nothing() -> None:
    sending = Sending()
    mine = [sending.begin(1)[0] for _ in range(EACH)]
    sending.now += IDLE_SECONDS * 2
    async with mine[0].turn, mine[1].turn, mine[2].turn:
        with pytest.raises(AppError):
            sending.begin(1)
        assert sending.uploads.take_idle() == []
    assert sending.uploads.take_idle() == mine
    assert list(sending.uploads) == []


async def test_what_is_refused_changes_nothing() -> None:
    """The person's own, in another meeting, would have given way; those of this meeting do not rest."""
    sending = Sending()
    for _ in range(EACH):
        sending.begin(1, meeting=1)
    sending.now += RESTED_SECONDS
    sending.many(MEETING)
    before = {one.id for one in sending.uploads}
    with pytest.raises(AppError):
        sending.begin(1)
    assert {one.id for one in sending.uploads} == before


async def test_what_somebody_was_sending_goes_with_them() -> None:
    sending = Sending()
    mine, theirs = sending.begin(1)[0], sending.begin(2)[0]
    assert sending.uploads.take_of(mine.participant) == [mine]
    assert list(sending.uploads) == [theirs]
