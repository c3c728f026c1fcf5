"""What all bodies share, and the shape of every error."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from server.wire.names import VISIBLE, must_be_visible
from server.wire.vocabulary import PLAIN, Text

Secret = Annotated[str, Meta(min_length=16, max_length=128)]
Email = Annotated[str, Meta(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
Password = Annotated[str, Meta(min_length=1, max_length=256)]
Title = Annotated[str, Meta(min_length=1, max_length=120, pattern=PLAIN, extra={VISIBLE: True})]


class Body(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Base of request bodies."""

    def __post_init__(self) -> None:
        # A form names everything that is missing at once.
        must_be_visible(self, blank=True)


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Base of response bodies."""


class Problem(View, frozen=True, kw_only=True):
    """An error: a stable code, who is at fault (user, protocol, denied, internal), a sentence for people, and for
    forms a sentence per field."""

    code: str
    blame: str
    text: Text
    fields: dict[str, Text] = {}
