"""The organisation, its units and staff, its running meetings and its numbers, for administrators."""

from __future__ import annotations

from aiohttp import web

from auth.model import Staff
from server.http.context import done, need_staff, read, reply, services
from server.services.organisation.organisations import Organisation, Unit
from server.services.organisation.staff import StaffRecord
from server.wire import api
from server.wire.errors import AppError, Code

LOGO_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A logo is only ever drawn as a picture; opened by itself it may do nothing."""


async def _organisation_view(request: web.Request, organisation: Organisation) -> api.OrganisationView:
    logo = organisation.logo
    oidc = await services(request).settings.get(organisation.id, api.OidcSettings)
    return api.OrganisationView(
        slug=organisation.slug,
        name=organisation.name,
        colour=organisation.colour,
        logo=f"/api/organisations/{organisation.slug}/logo?v={logo.version}" if logo else None,
        oidc=oidc is not None,
    )


async def organisation(request: web.Request) -> web.Response:
    """``-`` stands for the organisation of the plain addresses."""
    found = await _named(request)
    return reply(await _organisation_view(request, found))


async def _named(request: web.Request) -> Organisation:
    slug = request.match_info["slug"]
    found = await services(request).organisations.at(None if slug == "-" else slug)
    if found is None:
        raise AppError(Code.NOT_FOUND)
    return found


async def logo(request: web.Request) -> web.Response:
    found = (await _named(request)).logo
    if found is None:
        raise AppError(Code.NOT_FOUND)
    headers = {"Content-Security-Policy": LOGO_POLICY, "Cache-Control": "public, max-age=86400"}
    return web.Response(body=found.data, content_type=found.kind, headers=headers)


async def change_look(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    form = await read(request, api.OrganisationLook)
    return reply(await _organisation_view(request, await services(request).organisations.change_look(staff, form)))


# --- units --------------------------------------------------------------------------------------------------------


def _unit_view(unit: Unit) -> api.UnitView:
    return api.UnitView(id=unit.id, name=unit.name, closed=unit.closed, staff=unit.staff)


async def list_units(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    found = await services(request).organisations.units(staff)
    return reply(api.UnitList(units=[_unit_view(unit) for unit in found]))


async def add_unit(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    form = await read(request, api.NewUnit)
    return reply(_unit_view(await services(request).organisations.add_unit(staff, form)), status=201)


async def rename_unit(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    form = await read(request, api.NewUnit)
    return reply(_unit_view(await services(request).organisations.rename_unit(staff, request.match_info["unit"], form)))


async def close_unit(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    await services(request).organisations.close_unit(staff, request.match_info["unit"])
    return done()


# --- staff --------------------------------------------------------------------------------------------------------


def _staff_view(by: Staff, record: StaffRecord) -> api.StaffView:
    return api.StaffView(
        id=record.id,
        name=record.name,
        email=record.email,
        role=record.role,
        unit=record.unit_id,
        state="disabled" if record.disabled else "active" if record.can_sign_in else "invited",
        signed_in_at=record.signed_in_at,
        you=record.id == by.account_id,
    )


async def list_staff(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    found = await services(request).staff.staff(staff)
    units = await services(request).organisations.units(staff)
    return reply(
        api.StaffList(
            staff=[_staff_view(staff, one) for one in found],
            units=[_unit_view(unit) for unit in units],
            roles=services(request).staff.roles(staff),
        )
    )


async def _invited(
    request: web.Request, staff: Staff, record: StaffRecord, token: str, *, mail: bool
) -> api.InvitedStaff:
    link = f"{services(request).origins()[0]}/setup#{token}"
    if mail:
        await services(request).post.send_staff_link(record.tenant_id, record.email, record.name, link)
    return api.InvitedStaff(person=_staff_view(staff, record), link=None if mail else link)


async def invite_staff(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    form = await read(request, api.NewStaff)
    if form.mail:
        await services(request).post.must_be_set_up(staff.tenant_id)
    record, token = await services(request).staff.invite(staff, form)
    return reply(await _invited(request, staff, record, token, mail=form.mail), status=201)


async def new_staff_link(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    form = await read(request, api.StaffLinkRequest)
    if form.mail:
        await services(request).post.must_be_set_up(staff.tenant_id)
    record, token = await services(request).staff.new_link(staff, request.match_info["account"])
    return reply(await _invited(request, staff, record, token, mail=form.mail), status=201)


async def change_staff(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    form = await read(request, api.StaffChange)
    changed = await services(request).staff.change(staff, request.match_info["account"], form)
    return reply(_staff_view(staff, changed))


# --- oversight ----------------------------------------------------------------------------------------------------


async def list_meetings(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    views = []
    for meeting in await services(request).oversight.meetings(staff):
        in_room, waiting = services(request).rooms.counts(meeting.id)
        views.append(
            api.OverseenMeeting(
                id=meeting.id,
                unit=meeting.unit_id,
                meeting_class=meeting.meeting_class,
                host_name=meeting.host_name,
                starts_at=meeting.starts_at,
                in_room=in_room,
                waiting=waiting,
            )
        )
    return reply(api.OverseenList(meetings=views))


async def stop_meeting(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    await services(request).oversight.stop(staff, request.match_info["meeting"])
    return done()


async def statistics(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    months = await services(request).oversight.statistics(staff)
    views = [
        api.MonthView(
            month=one.month,
            unit=one.unit_id,
            meeting_class=one.meeting_class,
            meetings=one.meetings,
            guests=one.guests,
            minutes=one.minutes,
        )
        for one in months
    ]
    return reply(api.Statistics(months=views))
