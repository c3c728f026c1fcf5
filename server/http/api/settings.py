"""An organisation's settings, and the changes that wait for a second administrator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

import msgspec
from aiohttp import web

from auth.identity_numbers import phone_number
from auth.model import Staff
from auth.permissions.matrix import Action
from server.http.context import done, need_staff, read, reply
from server.http.returns import guest_return, staff_return
from server.http.route import Handler, Route, Routes
from server.services.delivery.settings_check import SettingsCheck
from server.services.meetings.invitations import PHONE_WRONG
from server.services.organisation.organisations import Organisations
from server.services.organisation.proposals import KINDS, Proposals
from server.services.organisation.settings import DIRECT, TenantSettings, without_secret
from server.services.signin.accounts import Accounts
from server.wire import api
from server.wire.errors import AppError, Code

_ADMIN = "/api/admin"
_SETTINGS = _ADMIN + "/settings"


def _name(request: web.Request) -> str:
    """Each setting has a route of its own, whose last part is its name."""
    return request.path.rpartition("/")[2]


def _for_each_setting(
    put: Handler[SettingsApi], propose: Handler[SettingsApi], remove: Handler[SettingsApi]
) -> Iterator[Route[SettingsApi]]:
    for name, kind in DIRECT.items():
        yield Route("PUT", f"{_SETTINGS}/{name}", Action.CHANGE_SETTINGS, put, kind, api.SettingsView)
        yield Route("DELETE", f"{_SETTINGS}/{name}", Action.CHANGE_SETTINGS, remove)
    for name, (kind, action) in KINDS.items():
        yield Route("PUT", f"{_SETTINGS}/{name}", action, propose, kind, api.SettingsView, 202)


class SettingsApi:
    """Each setting has routes of its own: those that one administrator may change, and those that need two."""

    def __init__(
        self,
        *,
        settings: TenantSettings,
        proposals: Proposals,
        settings_check: SettingsCheck,
        accounts: Accounts,
        organisations: Organisations,
        origins: Sequence[str],
    ) -> None:
        self._settings = settings
        self._proposals = proposals
        self._settings_check = settings_check
        self._accounts = accounts
        self._organisations = organisations
        self._origins = origins

    async def see(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        return reply(await self._view(staff))

    async def _view(self, staff: Staff) -> api.SettingsView:
        slug = (await self._organisations.of(staff.tenant_id)).slug
        found = await self._settings.view(staff.tenant_id)
        return msgspec.structs.replace(
            found, returns={"oidc": staff_return(self._origins[0], slug), "eid": guest_return(self._origins[0], slug)}
        )

    async def put(self, request: web.Request) -> web.Response:
        """A change that one administrator may make."""
        _, staff = need_staff(request)
        await self._settings.put(staff, await read(request, DIRECT[_name(request)]))
        return reply(await self._view(staff))

    async def propose(self, request: web.Request) -> web.Response:
        """A change that waits for a second administrator."""
        _, staff = need_staff(request)
        name = _name(request)
        await self._proposals.propose(staff, name, await read(request, KINDS[name][0]))
        return reply(await self._view(staff), status=202)

    async def remove(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        await self._settings.remove(staff, _name(request))
        return done()

    async def check_sms(self, request: web.Request) -> web.Response:
        """Sends a test message to a number that the administrator names."""
        _, staff = need_staff(request)
        phone = phone_number((await read(request, api.SmsTest)).to)
        if phone is None:
            raise AppError(Code.BAD_FIELDS, {"to": PHONE_WRONG})
        return reply(await self._settings_check.sms(staff, phone))

    async def check_mail(self, request: web.Request) -> web.Response:
        """Sends a test message to the asking administrator."""
        _, staff = need_staff(request)
        account = await self._accounts.account(staff.account_id)
        return reply(await self._settings_check.mail(staff, account.email))

    async def check_oidc(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        origin = self._origins[0]
        return reply(await self._settings_check.provider(staff, api.OidcSettings, origin))

    async def check_eid(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        origin = self._origins[0]
        return reply(await self._settings_check.provider(staff, api.EidSettings, origin))

    async def list_proposals(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        views = []
        for proposal, value in await self._proposals.waiting(staff):
            shown, _ = without_secret(value)
            views.append(
                api.ProposalView(
                    id=proposal.id,
                    name="retention" if proposal.name == "retention" else "audit_export",
                    proposed_by=proposal.proposer,
                    proposed_at=proposal.proposed_at,
                    yours=proposal.proposed_by == staff.account_id,
                    value=msgspec.json.encode(shown).decode(),
                )
            )
        return reply(api.ProposalList(proposals=views))

    async def approve(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        await self._proposals.approve(staff, request.match_info["proposal"])
        return done()

    async def reject(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        await self._proposals.reject(staff, request.match_info["proposal"])
        return done()

    ROUTES: ClassVar[Routes[SettingsApi]] = (
        Route("GET", _SETTINGS, Action.SEE_SETTINGS, see, gives=api.SettingsView),
        *_for_each_setting(put, propose, remove),
        Route("POST", _SETTINGS + "/sms/test", Action.CHANGE_SETTINGS, check_sms, api.SmsTest, api.TestResult),
        Route("POST", _SETTINGS + "/mail/test", Action.CHANGE_SETTINGS, check_mail, gives=api.TestResult),
        Route("POST", _SETTINGS + "/oidc/test", Action.CHANGE_SETTINGS, check_oidc, gives=api.TestResult),
        Route("POST", _SETTINGS + "/eid/test", Action.CHANGE_SETTINGS, check_eid, gives=api.TestResult),
        Route("GET", _ADMIN + "/proposals", Action.SEE_SETTINGS, list_proposals, gives=api.ProposalList),
        Route("POST", _ADMIN + "/proposals/{proposal}/approve", Action.CHANGE_RETENTION, approve),
        Route("POST", _ADMIN + "/proposals/{proposal}/reject", Action.CHANGE_RETENTION, reject),
    )
