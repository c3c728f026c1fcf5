"""Files on their way: how many there may be, and whose gives way to a new one.

They are counted by person, meeting and organisation, so that nobody's unfinished ones take what is others'.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from server.services.files.kinds import Format
from server.wire.errors import AppError, Code

IDLE_SECONDS = 30 * 60.0
"""How long a sending may rest, as when somebody pauses it or loses the network."""
RESTED_SECONDS = 15.0
"""What has rested so long gives way where there are too many."""


@dataclass(slots=True)
class Upload:
    """A file on its way.  ``seats`` are those of the browser that sends it, ``person`` whose they are."""

    id: str
    tenant_id: str
    meeting_id: str
    person: str
    participant: str
    place: str
    seats: set[str]
    name: str
    format: Format
    size: int
    to: str | None
    touched: float
    received: int = 0
    pieces: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True, slots=True)
class Bound:
    """At most so many whose ``of`` is the same."""

    of: Callable[[Upload], str]
    most: int


BOUNDS = (
    Bound(lambda upload: upload.person, 3),
    Bound(lambda upload: upload.meeting_id, 30),
    Bound(lambda upload: upload.tenant_id, 100),
    Bound(lambda upload: "", 400),
)


class Uploads:
    """Every change is synchronous, so that nothing comes between counting and adding.  ``now`` gives Unix seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._by_id: dict[str, Upload] = {}

    def __iter__(self) -> Iterator[Upload]:
        return iter(list(self._by_id.values()))

    def get(self, upload_id: str) -> Upload | None:
        return self._by_id.get(upload_id)

    def announced(self, meeting_id: str) -> Counter[str]:
        """Bytes that the meeting's uploads will have when they are whole, by person."""
        sizes: Counter[str] = Counter()
        for upload in self:
            if upload.meeting_id == meeting_id:
                sizes[upload.person] += upload.size
        return sizes

    def add(self, upload: Upload) -> list[Upload]:
        """Answers those that had to give way, which are under way no more.  Raises TOO_MANY_FILES where none has
        rested, and then changes nothing."""
        giving_way: list[Upload] = []
        for bound in BOUNDS:
            alike = [one for one in self if bound.of(one) == bound.of(upload) and one not in giving_way]
            if len(alike) >= bound.most:
                giving_way.append(self._rested_longest(alike))
        for one in giving_way:
            self.remove(one)
        self._by_id[upload.id] = upload
        return giving_way

    def _rested_longest(self, alike: list[Upload]) -> Upload:
        resting = [one for one in alike if self._rest(one) >= RESTED_SECONDS and not one.turn.locked()]
        if not resting:
            raise AppError(Code.TOO_MANY_FILES)
        return max(resting, key=self._rest)

    def _rest(self, upload: Upload) -> float:
        return self._now() - upload.touched

    def remove(self, upload: Upload) -> None:
        self._by_id.pop(upload.id, None)

    def take_idle(self) -> list[Upload]:
        """Those that nobody goes on sending, which are under way no more."""
        return self._take(lambda one: self._rest(one) > IDLE_SECONDS and not one.turn.locked())

    def take_of(self, participant: str) -> list[Upload]:
        """What somebody was sending who has gone, which is under way no more."""
        return self._take(lambda one: one.participant == participant)

    def _take(self, wanted: Callable[[Upload], bool]) -> list[Upload]:
        taken = [one for one in self if wanted(one)]
        for one in taken:
            self.remove(one)
        return taken
