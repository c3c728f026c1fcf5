"""The organisation's look for everybody, and its units and staff for administrators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from aiohttp import web

from auth.model import Staff
from auth.permissions.matrix import Action
from server.http.context import done, need_staff, read, reply
from server.http.returns import setup_page
from server.http.route import Route, Routes
from server.services.delivery.mail import Mail
from server.services.organisation.organisations import Organisation, Organisations, Unit
from server.services.organisation.settings import TenantSettings
from server.services.organisation.staff import StaffAdministration, StaffRecord
from server.wire import api
from server.wire.errors import AppError, Code

LOGO_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A logo is only ever drawn as a picture; opened by itself it may do nothing."""
_ADMIN = "/api/admin"
_UNIT = _ADMIN + "/units/{unit}"


def _unit_view(unit: Unit) -> api.UnitView:
    return api.UnitView(id=unit.id, name=unit.name, closed=unit.closed, staff=unit.staff)


def staff_view(by: Staff, record: StaffRecord) -> api.StaffView:
    """An account as this administrator sees it."""
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


class OrganisationApi:
    """``origins`` are our addresses; the first makes links."""

    def __init__(
        self,
        *,
        organisations: Organisations,
        staff: StaffAdministration,
        settings: TenantSettings,
        mail: Mail,
        origins: Sequence[str],
    ) -> None:
        self._organisations = organisations
        self._staff = staff
        self._settings = settings
        self._mail = mail
        self._origins = origins

    async def _look(self, organisation: Organisation) -> api.OrganisationView:
        logo = organisation.logo
        oidc = await self._settings.get(organisation.id, api.OidcSettings)
        return api.OrganisationView(
            slug=organisation.slug,
            name=organisation.name,
            colour=organisation.colour,
            logo=f"/api/organisations/{organisation.slug}/logo?v={logo.version}" if logo else None,
            oidc=oidc is not None,
        )

    async def organisation(self, request: web.Request) -> web.Response:
        """``-`` stands for the organisation of the plain addresses."""
        found = await self._named(request)
        return reply(await self._look(found))

    async def _named(self, request: web.Request) -> Organisation:
        slug = request.match_info["slug"]
        found = await self._organisations.at(None if slug == "-" else slug)
        if found is None:
            raise AppError(Code.NOT_FOUND)
        return found

    async def logo(self, request: web.Request) -> web.Response:
        found = (await self._named(request)).logo
        if found is None:
            raise AppError(Code.NOT_FOUND)
        headers = {"Content-Security-Policy": LOGO_POLICY, "Cache-Control": "public, max-age=86400"}
        return web.Response(body=found.data, content_type=found.kind, headers=headers)

    async def change_look(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        form = await read(request, api.OrganisationLook)
        return reply(await self._look(await self._organisations.change_look(staff, form)))

    # --- units -----------------------------------------------------------------------------------------------------

    async def list_units(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        found = await self._organisations.units(staff)
        return reply(api.UnitList(units=[_unit_view(unit) for unit in found]))

    async def add_unit(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        form = await read(request, api.NewUnit)
        return reply(_unit_view(await self._organisations.add_unit(staff, form)), status=201)

    async def rename_unit(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        form = await read(request, api.NewUnit)
        return reply(_unit_view(await self._organisations.rename_unit(staff, request.match_info["unit"], form)))

    async def close_unit(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        await self._organisations.close_unit(staff, request.match_info["unit"])
        return done()

    # --- staff -----------------------------------------------------------------------------------------------------

    async def list_staff(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        found = await self._staff.staff(staff)
        units = await self._organisations.units(staff)
        return reply(
            api.StaffList(
                staff=[staff_view(staff, one) for one in found],
                units=[_unit_view(unit) for unit in units],
                roles=self._staff.roles(staff),
            )
        )

    async def _invited(self, staff: Staff, record: StaffRecord, token: str, *, mail: bool) -> api.InvitedStaff:
        link = setup_page(self._origins[0], token)
        if mail:
            await self._mail.send_staff_link(record.tenant_id, record.email, record.name, link)
        return api.InvitedStaff(person=staff_view(staff, record), link=None if mail else link)

    async def invite_staff(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        form = await read(request, api.NewStaff)
        if form.mail:
            await self._mail.must_be_set_up(staff.tenant_id)
        record, token = await self._staff.invite(staff, form)
        return reply(await self._invited(staff, record, token, mail=form.mail), status=201)

    async def new_staff_link(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        form = await read(request, api.StaffLinkRequest)
        if form.mail:
            await self._mail.must_be_set_up(staff.tenant_id)
        record, token = await self._staff.new_link(staff, request.match_info["account"])
        return reply(await self._invited(staff, record, token, mail=form.mail), status=201)

    async def change_staff(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        form = await read(request, api.StaffChange)
        changed = await self._staff.change(staff, request.match_info["account"], form)
        return reply(staff_view(staff, changed))

    ROUTES: ClassVar[Routes[OrganisationApi]] = (
        Route(
            "PUT",
            _ADMIN + "/organisation",
            Action.CHANGE_SETTINGS,
            change_look,
            api.OrganisationLook,
            api.OrganisationView,
        ),
        Route("GET", _ADMIN + "/units", Action.SEE_UNITS, list_units, gives=api.UnitList),
        Route("POST", _ADMIN + "/units", Action.MANAGE_UNITS, add_unit, api.NewUnit, api.UnitView, 201),
        Route("PUT", _UNIT, Action.MANAGE_UNITS, rename_unit, api.NewUnit, api.UnitView),
        Route("DELETE", _UNIT, Action.MANAGE_UNITS, close_unit),
        Route("GET", _ADMIN + "/staff", Action.SEE_STAFF, list_staff, gives=api.StaffList),
        Route("POST", _ADMIN + "/staff", Action.MANAGE_STAFF, invite_staff, api.NewStaff, api.InvitedStaff, 201),
        Route("PUT", _ADMIN + "/staff/{account}", Action.MANAGE_STAFF, change_staff, api.StaffChange, api.StaffView),
        Route(
            "POST",
            _ADMIN + "/staff/{account}/link",
            Action.MANAGE_STAFF,
            new_staff_link,
            api.StaffLinkRequest,
            api.InvitedStaff,
            201,
        ),
        Route("GET", "/api/organisations/{slug}", Action.SEE_ORGANISATION, organisation, gives=api.OrganisationView),
        Route("GET", "/api/organisations/{slug}/logo", Action.SEE_ORGANISATION, logo),
    )
