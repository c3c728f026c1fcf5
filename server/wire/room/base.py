"""What every message of the wire is built on."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

MAX_MESSAGE_BYTES = 64 * 1024
"""Of one frame, in both directions."""
MESSAGES_PER_SECOND = 20
MESSAGE_BURST = 100
"""So many messages of one client at once, and then so many a second; more are refused."""

Seq = Annotated[int, Meta(ge=0, le=2**31)]


class ClientMessage(msgspec.Struct, tag_field="type", forbid_unknown_fields=True, frozen=True, kw_only=True):
    seq: Seq | None = None


class ServerMessage(msgspec.Struct, tag_field="type", frozen=True, kw_only=True):
    pass
