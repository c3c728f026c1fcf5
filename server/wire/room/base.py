"""What every message of the wire is built on."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

Seq = Annotated[int, Meta(ge=0, le=2**31)]


class ClientMessage(msgspec.Struct, tag_field="type", forbid_unknown_fields=True, frozen=True, kw_only=True):
    seq: Seq | None = None


class ServerMessage(msgspec.Struct, tag_field="type", frozen=True, kw_only=True):
    pass
