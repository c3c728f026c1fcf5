"""Signed statements about an audit chain: where it ended at a certain time, where it begins since its oldest records
were removed, and from where on its links are marked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum


class HeadKind(StrEnum):
    """What a signed head marks."""

    END = "end"
    """The chain had come to here."""
    BEGIN = "begin"
    """Everything up to here was removed by the retention rule."""
    UNMARKED = "unmarked"
    """Everything up to here was written by a version that did not mark links."""


@dataclass(frozen=True, slots=True)
class Head:
    """``hash`` is that of the link ``seq``; ``signature`` is hexadecimal; times are in Unix seconds."""

    tenant_id: str
    seq: int
    kind: HeadKind
    hash: str
    signed_at: float
    key_id: str
    signature: str

    @property
    def message(self) -> bytes:
        """What is signed."""
        values = ["resfri-audit-head-1", self.kind, self.tenant_id, self.seq, self.hash, round(self.signed_at * 1000)]
        return json.dumps(values, separators=(",", ":")).encode()
