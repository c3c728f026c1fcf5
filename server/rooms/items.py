"""What the people in one place of a meeting share: items in the order in which they changed.

The server orders, keeps and relays; it never reads a payload.  Who comes, or comes back, asks for everything after
the last change that they know.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from auth.crypto.links import mint_id
from server.rooms.channels import CHANNELS, GUESTS_PART, MAX_BYTES
from server.rooms.participant import Participant
from server.wire.errors import AppError, Code
from server.wire.room.shared import Channel, Item

BATCH_BYTES = 128 * 1024
ITEM_BYTES = 400
"""What an item takes beside its payload."""
MAX_REMOVED = 4000
"""Removed items that are remembered, so that who comes back learns of it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as the room has it.  People are named by ``person``, which outlives their connections, and shown by
    the participant id and name that they had."""

    channel: Channel
    key: str
    n: int
    first: int
    person: str
    author: str
    name: str
    at: float
    payload: str | None
    changed_at: float | None = None
    to: str | None = None
    to_name: str | None = None
    audience: frozenset[str] | None = None
    """The persons who were there, or the two whom it concerns; None: whoever is in the place."""

    @property
    def size(self) -> int:
        return ITEM_BYTES + len(self.payload or "")

    def visible_to(self, viewer: Participant) -> bool:
        if self.audience is None or viewer.seat.person in self.audience:
            return True
        return viewer.host and self.to is None

    def seen_by(self, viewer: Participant) -> Item:
        return Item(
            channel=self.channel,
            key=self.key,
            n=self.n,
            first=self.first,
            author=self.author,
            name=self.name,
            mine=self.person == viewer.seat.person,
            to=self.to,
            to_name=self.to_name,
            at=self.at,
            changed_at=self.changed_at,
            payload=self.payload,
        )


Name = tuple[Channel, str]


@dataclass(slots=True)
class Log:
    """The items of one place."""

    id: str = field(default_factory=mint_id)
    last: int = 0
    _entries: dict[Name, Entry] = field(default_factory=dict)
    """In the order of their last change."""
    _removed: dict[Name, Entry] = field(default_factory=dict)
    _bytes: int = 0

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Log:
        """As it was stored."""
        log = cls()
        for entry in sorted(entries, key=lambda one: one.n):
            log.last = entry.n
            log._keep(entry)
        return log

    def get(self, channel: Channel, key: str) -> Entry | None:
        return self._entries.get((channel, key))

    def was(self, channel: Channel, key: str) -> Entry | None:
        """The item, also when it has been removed."""
        return self._entries.get((channel, key)) or self._removed.get((channel, key))

    def of_channel(self, channel: Channel) -> list[Entry]:
        return [entry for entry in self._entries.values() if entry.channel is channel]

    def take(self, entry: Entry, *, unlimited: bool) -> Entry:
        """Put a new or changed item at the end of the order.  Raises AppError CHANNEL_FULL."""
        if entry.payload is not None:
            self._must_fit(entry, unlimited=unlimited)
        self.last += 1
        taken = replace(entry, n=self.last, first=entry.first or self.last)
        self._keep(taken)
        return taken

    def after(self, viewer: Participant, log: str | None, after: int) -> tuple[list[Item], int, bool]:
        """A batch of what has changed since and this person may see, how far it goes, and whether there is more."""
        start = after if log == self.id else 0
        changed = [entry for entry in (*self._removed.values(), *self._entries.values()) if entry.n > start]
        changed.sort(key=lambda entry: entry.n)
        if start == 0:
            # Who knows nothing need not hear of what is gone.
            changed = [entry for entry in changed if entry.payload is not None]
        items: list[Item] = []
        size = 0
        for entry in changed:
            if not entry.visible_to(viewer):
                continue
            size += entry.size
            if items and size > BATCH_BYTES:
                return items, items[-1].n, True
            items.append(entry.seen_by(viewer))
        return items, self.last, False

    def _keep(self, entry: Entry) -> None:
        name = (entry.channel, entry.key)
        before = self._entries.pop(name, None)
        self._removed.pop(name, None)
        self._bytes -= before.size if before else 0
        if entry.payload is not None:
            self._entries[name] = entry
            self._bytes += entry.size
            return
        self._removed[name] = entry
        if len(self._removed) > MAX_REMOVED:
            self._removed.pop(next(iter(self._removed)))
            # Who comes back may have missed it: they start over.
            self.id = mint_id()

    def _must_fit(self, entry: Entry, *, unlimited: bool) -> None:
        before = self.get(entry.channel, entry.key)
        rules = CHANNELS[entry.channel]
        more = entry.size - (before.size if before else 0)
        own_bytes = sum(one.size for one in self._entries.values() if one.person == entry.person)
        if self._bytes + more > MAX_BYTES or (not unlimited and own_bytes + more > MAX_BYTES // GUESTS_PART):
            raise AppError(Code.CHANNEL_FULL)
        if before is not None:
            return
        there = self.of_channel(entry.channel)
        own = sum(one.person == entry.person for one in there)
        share = rules.items if unlimited else max(1, rules.items // GUESTS_PART)
        if len(there) >= rules.items or own >= share:
            raise AppError(Code.CHANNEL_FULL)
