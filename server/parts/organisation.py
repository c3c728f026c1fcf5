"""What administrators decide about."""

from __future__ import annotations

import time
from collections.abc import Sequence

from server.adapters.oidc import OidcClient
from server.http.api.organisation import OrganisationApi
from server.http.api.oversight import OversightApi
from server.http.api.policies import PoliciesApi
from server.http.api.recovery import RecoveryApi
from server.http.api.settings import SettingsApi
from server.parts.core import Core
from server.parts.delivery import Delivery
from server.parts.part import Part
from server.rooms.running.registry import Rooms
from server.services.delivery.settings_check import SettingsCheck
from server.services.organisation.oversight import Oversight
from server.services.organisation.proposals import Proposals
from server.services.organisation.recovery import Recovery
from server.services.organisation.staff import Doors, StaffAdministration
from server.services.signin.sessions import StaffSessions
from server.storage.organisation.organisations import SqlOrganisationStore
from server.storage.organisation.oversight import SqlOversightStore
from server.storage.organisation.proposals import SqlProposalStore
from server.storage.organisation.staff import SqlStaffStore


def organisation_part(
    core: Core, rooms: Rooms, sessions: StaffSessions, delivery: Delivery, origins: Sequence[str]
) -> Part:
    """``origins`` are our addresses, filled in when the port is known."""
    staff = StaffAdministration(
        SqlStaffStore(core.database),
        SqlOrganisationStore(core.database),
        Doors(core.accounts.make_account_link, sessions.end),
        core.audit,
        time.time,
    )
    organisation_api = OrganisationApi(
        organisations=core.organisations, staff=staff, settings=core.settings, mail=delivery.mail, origins=origins
    )
    proposals = SqlProposalStore(core.database)
    recovery = Recovery(
        staff, proposals, core.settings, core.vault, core.audit, core.accounts.make_account_link, time.time
    )
    oversight = Oversight(SqlOversightStore(core.database, core.meeting_store), rooms, core.audit, time.time)
    settings_api = SettingsApi(
        settings=core.settings,
        proposals=Proposals(proposals, core.settings, core.vault, core.audit, time.time),
        settings_check=SettingsCheck(core.settings, delivery.mail, delivery.sms, OidcClient(time.time, core.outside)),
        accounts=core.accounts,
        organisations=core.organisations,
        origins=origins,
    )
    return Part(
        apis=(
            organisation_api,
            RecoveryApi(recovery=recovery, mail=delivery.mail, origins=origins),
            OversightApi(oversight=oversight, rooms=rooms),
            settings_api,
            PoliciesApi(policies=core.policies),
        )
    )
