"""Proving an organisation's audit chain: every link, its mark, and the signed statements of how far it had come (R80).

A head says where a chain ended at a certain time, so that cutting off its end shows; a beginning says where it begins
since the retention rule removed what was older.  The keys are outside the database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from auth.audit.events import GENESIS, Link
from auth.audit.heads import Head, HeadKind
from auth.audit.keys import TrailKeys


class Fault(StrEnum):
    """What is wrong with a chain where it breaks."""

    CHANGED = "changed"
    """The record is not what was written."""
    MISSING = "missing"
    """The record is not there, but a later one is."""
    REORDERED = "reordered"
    """The record does not follow the one before it."""
    REWRITTEN = "rewritten"
    """The record fits into the chain, but is not the one that was signed."""
    TRUNCATED = "truncated"
    """The record was signed, but it and everything after it is gone."""
    FORGED_HEAD = "forged head"
    """The statement about this record was not signed with the key of this server."""
    FOREIGN = "foreign"
    """The record fits into the chain, but this server did not write it."""


@dataclass(frozen=True, slots=True)
class Break:
    """The first record of an organisation's chain that is not as it must be."""

    tenant_id: str
    seq: int
    fault: Fault


@dataclass(slots=True)
class ChainCheck:
    """Takes the links of one organisation in the order of their numbers, and all heads that are known of it.  Holds
    one link at a time."""

    tenant_id: str
    heads: Iterable[Head]
    keys: TrailKeys
    since: Head | None = None
    """Where to begin instead of at the beginning: the links after this one."""
    checked: int = 0
    broken: Break | None = None
    last: Link | None = None
    _ends: dict[int, str] = field(default_factory=dict)
    _begins: dict[int, str] = field(default_factory=dict)
    _unmarked: int = 0
    """How far links without a mark are believed."""
    _forged: int | None = None

    def __post_init__(self) -> None:
        for head in self.heads:
            if not self.keys.signed(head):
                self._forged = min(head.seq, self._forged or head.seq)
            elif head.kind is HeadKind.UNMARKED:
                self._unmarked = max(self._unmarked, head.seq)
                self._ends[head.seq] = head.hash
            else:
                (self._ends if head.kind is HeadKind.END else self._begins)[head.seq] = head.hash

    def take(self, link: Link) -> bool:
        """Whether the chain is whole up to this link; after a break nothing more is looked at."""
        if self.broken is None:
            fault, seq = self._fault(link)
            if fault is not None:
                self.broken = Break(self.tenant_id, seq, fault)
            else:
                self.last, self.checked = link, self.checked + 1
        return self.broken is None

    def _fault(self, link: Link) -> tuple[Fault | None, int]:
        if self.last is not None:
            expected, previous = self.last.seq + 1, self.last.hash
        elif self.since is not None:
            expected, previous = self.since.seq + 1, self.since.hash
        elif link.seq - 1 in self._begins:
            expected, previous = link.seq, self._begins[link.seq - 1]
        else:
            expected, previous = 1, GENESIS
        if link.seq != expected:
            return Fault.MISSING, expected
        if link.computed != link.hash:
            return Fault.CHANGED, link.seq
        if link.previous != previous:
            return Fault.REORDERED, link.seq
        if self._ends.get(link.seq, link.hash) != link.hash:
            return Fault.REWRITTEN, link.seq
        if link.seq > self._unmarked and not self.keys.marked(link):
            return Fault.FOREIGN, link.seq
        return None, link.seq

    def finish(self) -> Break | None:
        """After the last link: whether signed heads say that there was more."""
        if self.broken is None:
            ended = self.last.seq if self.last else 0
            signed = max([*self._ends, *self._begins], default=0)
            if signed > ended:
                self.broken = Break(self.tenant_id, ended + 1, Fault.TRUNCATED)
            elif self._forged is not None:
                self.broken = Break(self.tenant_id, self._forged, Fault.FORGED_HEAD)
        return self.broken
