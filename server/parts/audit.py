"""The audit trail: signed, copied elsewhere, followed up."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial

from server.adapters.audit_export import deliver
from server.adapters.outside import EVERYWHERE, Outside
from server.http.api.audit import AuditApi
from server.parts.core import Core
from server.parts.part import Part
from server.runtime.config import Settings
from server.services.audit.delivered import Delivered
from server.services.audit.export import AuditExport, Destination
from server.services.audit.follow_up import FollowUp
from server.storage.audit.chains import SqlChainStore
from server.storage.audit.follow_up import SqlFollowUpStore
from server.wire.api import AuditExportSettings

DELIVERED_NAME = "audit-delivered.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPart(Part):
    """Retention asks the follow-up once a day."""

    follow_up: FollowUp


def audit_part(settings: Settings, core: Core) -> AuditPart:
    """With the operator's receiver for organisations that name none."""
    follow_up = FollowUp(SqlFollowUpStore(core.database), core.vault, core.audit, core.alerts, time.time)
    export = AuditExport(
        SqlChainStore(core.database),
        core.settings,
        _operators(settings),
        partial(deliver, core.outside),
        Delivered(settings.data_dir / DELIVERED_NAME),
        core.audit.written,
        core.alerts,
        time.time,
    )
    return AuditPart(
        apis=(AuditApi(follow_up=follow_up),),
        tasks={
            "audit heads": core.chains.keep_signing,
            "audit export": export.keep_copying,
            "clock": core.alerts.watch_clock,
        },
        follow_up=follow_up,
    )


def _operators(settings: Settings) -> Destination | None:
    """What the operator has set takes every organisation's, beside the place of its own that one may name."""
    if not settings.audit_export:
        return None
    secret = settings.audit_export_token
    place = AuditExportSettings(
        kind="https" if settings.audit_export.startswith("https:") else "syslog",
        address=settings.audit_export.removeprefix("syslog://"),
        secret=secret.get_secret_value() if secret else None,
        ca=settings.audit_export_ca.read_text() if settings.audit_export_ca else "",
    )
    return Destination(place, partial(deliver, Outside(EVERYWHERE)))
