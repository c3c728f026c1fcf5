"""Fault reports."""

from __future__ import annotations

import time

from server.core import Core
from server.http.api.support import SupportApi
from server.parts.part import Part
from server.services.support.faults import Faults
from server.storage.support.faults import SqlFaultStore


def support_part(core: Core) -> Part:
    """In by whoever is signed in or in a meeting, out to administrators."""
    faults = Faults(SqlFaultStore(core.database), core.vault, core.audit, time.time)
    return Part(apis=(SupportApi(faults=faults),))
