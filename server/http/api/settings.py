"""An organisation's settings, and the changes that wait for a second administrator."""

from __future__ import annotations

import msgspec
from aiohttp import web

from auth.identity_numbers import phone_number
from server.http.context import done, need_staff, read, reply, services
from server.services.meetings.invitations import PHONE_WRONG
from server.services.organisation.proposals import KINDS
from server.services.organisation.settings import DIRECT, without_secret
from server.wire import api
from server.wire.errors import AppError, Code


async def see(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    return reply(await services(request).settings.view(staff.tenant_id))


def _name(request: web.Request) -> str:
    """Each setting has a route of its own, whose last part is its name."""
    return request.path.rpartition("/")[2]


async def put(request: web.Request) -> web.Response:
    """A change that one administrator may make."""
    _, staff = need_staff(request)
    await services(request).settings.put(staff, await read(request, DIRECT[_name(request)]))
    return reply(await services(request).settings.view(staff.tenant_id))


async def propose(request: web.Request) -> web.Response:
    """A change that waits for a second administrator."""
    _, staff = need_staff(request)
    name = _name(request)
    await services(request).proposals.propose(staff, name, await read(request, KINDS[name][0]))
    return reply(await services(request).settings.view(staff.tenant_id), status=202)


async def remove(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    await services(request).settings.remove(staff, _name(request))
    return done()


async def test_sms(request: web.Request) -> web.Response:
    """Sends a test message to a number that the administrator names."""
    _, staff = need_staff(request)
    phone = phone_number((await read(request, api.SmsTest)).to)
    if phone is None:
        raise AppError(Code.BAD_FIELDS, {"to": PHONE_WRONG})
    return reply(await services(request).settings_check.sms(staff, phone))


async def test_mail(request: web.Request) -> web.Response:
    """Sends a test message to the asking administrator."""
    _, staff = need_staff(request)
    account = await services(request).accounts.account(staff.account_id)
    return reply(await services(request).settings_check.mail(staff, account.email))


async def test_oidc(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    origin = services(request).origins()[0]
    return reply(await services(request).settings_check.provider(staff, api.OidcSettings, origin))


async def test_eid(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    origin = services(request).origins()[0]
    return reply(await services(request).settings_check.provider(staff, api.EidSettings, origin))


async def list_proposals(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    views = []
    for proposal, value in await services(request).proposals.waiting(staff):
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


async def approve(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    await services(request).proposals.approve(staff, request.match_info["proposal"])
    return done()


async def reject(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    await services(request).proposals.reject(staff, request.match_info["proposal"])
    return done()
