"""Staff who sign in at their organisation's identity provider (OpenID Connect): who they are here, and what they may.

The provider vouches for two factors (``acr``) and for groups; the organisation's settings say which role each group
gives.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auth.audit.events import ActorKind, AuditAction, AuditEvent
from auth.model import SignInMethod, Staff, StaffRole
from auth.signin.oidc import Fault, OidcError, ProviderClient, Returned, State
from server.services.model import Account, NewAccount
from server.services.organisation.settings import TenantSettings
from server.services.signin.ceremonies import CeremonyKind
from server.services.signin.parts import SignInParts
from server.services.signin.sessions import SignedIn
from server.wire import api
from server.wire.errors import AppError, Code
from server.wire.names import visible
from server.wire.vocabulary import PLAIN

log = logging.getLogger("resfri.provider")

SCOPE = "openid email profile"
STRONGEST_FIRST = (StaffRole.ADMINISTRATOR, StaffRole.UNIT_ADMINISTRATOR, StaffRole.AUDITOR, StaffRole.AGENT)
MAX_GROUPS = 2000


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the provider vouches for.  ``email`` is empty where the provider has not verified it."""

    subject: str
    email: str
    name: str
    role: StaffRole
    proved_at: float
    """When they showed who they are, in Unix seconds; 0 where the provider does not say."""


class ProviderSignIn:
    """``providers`` speaks OpenID Connect; each organisation has one of its own."""

    def __init__(self, parts: SignInParts, settings: TenantSettings, providers: ProviderClient) -> None:
        self._parts = parts
        self._settings = settings
        self._providers = providers

    async def begin(self, tenant_id: str, redirect_uri: str) -> tuple[str, str]:
        """The secret for the browser's cookie, and where the browser goes."""
        return await self._begin(CeremonyKind.OIDC_SIGN_IN, tenant_id, redirect_uri)

    async def finish(self, secret: str, form: api.ProviderReturn, address: str) -> SignedIn:
        """``address`` is where the browser came back to.  Raises BEGIN_AGAIN, PROVIDER_FAILED, PROVIDER_LEVEL, NO_ROLE,
        PROVIDER_MISMATCH, SHUT_OUT."""
        tenant_id, _, person = await self._finish(CeremonyKind.OIDC_SIGN_IN, secret, form, address)
        account = await self._account(tenant_id, person)
        if account.disabled:
            await self._record(AuditAction.SIGN_IN_FAILED, tenant_id, account.id, Code.SHUT_OUT)
            raise AppError(Code.SHUT_OUT)
        return await self._parts.sessions.open(account, SignInMethod.OIDC, strong_at=person.proved_at)

    async def begin_step_up(self, staff: Staff, redirect_uri: str) -> tuple[str, str]:
        """The provider asks the person anew, whoever it remembers."""
        return await self._begin(CeremonyKind.OIDC_STEP_UP, staff.tenant_id, redirect_uri, staff.account_id)

    async def finish_step_up(
        self, session_id: str, staff: Staff, secret: str, form: api.ProviderReturn, address: str
    ) -> SignedIn:
        """Raises PROVIDER_MISMATCH also where somebody else came back."""
        _, subject, person = await self._finish(CeremonyKind.OIDC_STEP_UP, secret, form, address)
        account = await self._parts.accounts.account(staff.account_id)
        if subject != account.id or person.subject != account.oidc_subject:
            await self._record(AuditAction.STEP_UP_FAILED, account.tenant_id, account.id, Code.PROVIDER_MISMATCH)
            raise AppError(Code.PROVIDER_MISMATCH)
        return await self._parts.sessions.renew(session_id, account, SignInMethod.OIDC)

    async def _begin(
        self, kind: CeremonyKind, tenant_id: str, redirect_uri: str, account_id: str | None = None
    ) -> tuple[str, str]:
        provider = await self._provider(tenant_id)
        try:
            begun = await self._providers.begin(
                provider, redirect_uri, scope=SCOPE, fresh=kind is CeremonyKind.OIDC_STEP_UP
            )
        except OidcError as error:
            raise _refusal(error) from None
        state = State(begun, redirect_uri)
        return await self._parts.ceremonies.begin(kind, state, tenant_id=tenant_id, subject=account_id), begun.url

    async def _finish(
        self, kind: CeremonyKind, secret: str, form: api.ProviderReturn, address: str
    ) -> tuple[str, str | None, Person]:
        attempt = await self._parts.ceremonies.attempt(kind, secret)
        tenant_id, state = attempt.tenant_id or "", attempt.read(State)
        provider = await self._provider(tenant_id)
        returned = Returned(form.code, form.state, form.iss)
        wanted = (provider.groups_claim, "email", "email_verified", "name")
        try:
            if address != state.redirect_uri:
                raise OidcError(Fault.ISSUER)
            claims = await self._providers.finish(provider, state.redirect_uri, state.begun, returned, wanted=wanted)
        except OidcError as error:
            await self._record(AuditAction.SIGN_IN_FAILED, tenant_id, "unknown", f"provider_{error.fault}")
            raise _refusal(error) from None
        role = role_of(claims.get(provider.groups_claim), provider.roles)
        if role is None:
            await self._record(AuditAction.SIGN_IN_FAILED, tenant_id, "unknown", Code.NO_ROLE)
            raise AppError(Code.NO_ROLE)
        await self._parts.ceremonies.end(attempt)
        return tenant_id, attempt.subject, person_of(claims, role)

    async def _provider(self, tenant_id: str) -> api.OidcSettings:
        found = await self._settings.get(tenant_id, api.OidcSettings)
        if found is None:
            raise AppError(Code.NOT_SET_UP)
        return found

    async def _account(self, tenant_id: str, person: Person) -> Account:
        """The person's account here; made where there is none.  An account of the same address is theirs only if it
        was invited and its owner has not chosen another way in."""
        store = self._parts.accounts.store
        account = await store.account_by_subject(tenant_id, person.subject)
        if account is None and person.email:
            account = await store.account_by_email(tenant_id, person.email)
            if account is not None and not account.disabled and not await self._invited(account):
                await self._record(AuditAction.SIGN_IN_FAILED, tenant_id, account.id, Code.PROVIDER_MISMATCH)
                raise AppError(Code.PROVIDER_MISMATCH)
        if account is None:
            return await self._make(tenant_id, person)
        role = await self._role(account, person)
        if account.disabled or (account.oidc_subject == person.subject and account.role is role):
            return account
        linked = account.oidc_subject is None
        await store.link_provider(account, person.subject, role, self._parts.now())
        action = AuditAction.PROVIDER_LINKED if linked else AuditAction.ACCOUNT_CHANGED
        await self._record(action, tenant_id, account.id, role)
        return await self._parts.accounts.account(account.id)

    async def _role(self, account: Account, person: Person) -> StaffRole:
        """The provider's groups decide, except that an organisation keeps its last administrator."""
        if account.role is StaffRole.ADMINISTRATOR and not await self._parts.accounts.store.other_administrator(
            account
        ):
            return account.role
        return person.role

    async def _make(self, tenant_id: str, person: Person) -> Account:
        if not person.email:
            raise AppError(Code.PROVIDER_FAILED)
        new = NewAccount("", "", person.name, person.email, None, person.role, tenant_id=tenant_id)
        made = await self._parts.accounts.store.add_provided(tenant_id, new, person.subject, self._parts.now())
        if made is None:
            raise AppError(Code.PROVIDER_MISMATCH)
        await self._record(AuditAction.ACCOUNT_MADE, tenant_id, made.id, person.role)
        return made

    async def _invited(self, account: Account) -> bool:
        chosen = account.password_hash or account.totp_secret or account.oidc_subject
        return not chosen and not await self._parts.factors.store.passkeys(account.id)

    async def _record(self, action: AuditAction, tenant_id: str, actor: str, outcome: str) -> None:
        event = AuditEvent(tenant_id, action, ActorKind.STAFF, actor, outcome=outcome, method=SignInMethod.OIDC)
        await self._parts.audit.record(event)


def _refusal(error: OidcError) -> AppError:
    log.warning("a sign-in at an identity provider failed: %s", error.fault)
    return AppError(Code.PROVIDER_LEVEL if error.fault is Fault.LEVEL else Code.PROVIDER_FAILED)


def role_of(groups: object, roles: Mapping[str, StaffRole]) -> StaffRole | None:
    """The strongest role that somebody's groups give; None where they give none."""
    named = groups if isinstance(groups, list) else [groups]
    given = {roles[group] for group in named[:MAX_GROUPS] if isinstance(group, str) and group in roles}
    return next((role for role in STRONGEST_FIRST if role in given), None)


def person_of(claims: Mapping[str, Any], role: StaffRole) -> Person:
    """From the claims that were checked; what is no name or address is left out."""
    email, name = claims.get("email"), claims.get("name")
    verified = claims.get("email_verified") is True and isinstance(email, str) and "@" in email and len(email) <= 254
    address = str(email).strip().casefold() if verified else ""
    shown = name.strip()[:80] if isinstance(name, str) and re.search(PLAIN, name) and visible(name.strip()[:80]) else ""
    at = claims.get("auth_time")
    proved_at = float(at) if isinstance(at, int | float) and not isinstance(at, bool) else 0.0
    return Person(str(claims["sub"]), address, shown or address.partition("@")[0][:80], role, proved_at)
