"""How long what is kept."""

from __future__ import annotations

import time

from server.core import Core
from server.parts.part import Part
from server.rooms.running.registry import Rooms
from server.services.audit.follow_up import FollowUp
from server.services.files.content import Content
from server.services.privacy.retention import Retention
from server.storage.privacy.retention import SqlRetentionStore


def privacy_part(core: Core, rooms: Rooms, content: Content, follow_up: FollowUp) -> Part:
    """The daily round of retention; what people may ask to see is a command of the operator's."""
    retention = Retention(
        SqlRetentionStore(core.database),
        core.settings,
        core.vault,
        content,
        core.chains,
        core.audit,
        rooms.running,
        time.time,
        [follow_up.check_overdue],
    )
    return Part(tasks={"retention": retention.keep_rules})
