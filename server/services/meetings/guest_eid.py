"""E-identification of a guest at the organisation's broker: a round trip that ends with the invited person's number,
or with nothing.  The number is compared and forgotten; it is neither stored nor logged."""

from __future__ import annotations

from collections.abc import Callable

from auth.audit.events import AuditAction, AuditSink
from auth.limits.quota import Quota
from auth.meeting_classes import missing_at_the_door
from auth.model import Identification
from auth.signin.oidc import Fault, OidcError, ProviderClient, Returned, State
from server.services.meetings.guest_codes import IdentifiedStore, guest_event
from server.services.meetings.invitations import Invitations
from server.services.meetings.meetings import LiveRooms
from server.services.model import GuestSession
from server.services.organisation.settings import TenantSettings
from server.services.signin.ceremonies import Ceremonies, CeremonyKind
from server.wire.api import EidSettings
from server.wire.errors import AppError, Code

BEGINNINGS = 10
BEGINNINGS_SECONDS = 15 * 60.0


class GuestEid:
    """``broker`` speaks OpenID Connect; each organisation has one of its own."""

    def __init__(
        self,
        store: IdentifiedStore,
        invitations: Invitations,
        settings: TenantSettings,
        ceremonies: Ceremonies,
        broker: ProviderClient,
        rooms: LiveRooms,
        audit: AuditSink,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._invitations = invitations
        self._settings = settings
        self._ceremonies = ceremonies
        self._broker = broker
        self._rooms = rooms
        self._audit = audit
        self._now = now
        self._quota = Quota(BEGINNINGS, BEGINNINGS_SECONDS)

    async def begin(self, session: GuestSession, redirect_uri: str) -> tuple[str, str]:
        """Where the browser goes, and the secret that it keeps until it comes back."""
        invitation = session.invitation
        if Identification.EID not in missing_at_the_door(invitation.identification, session.proofs):
            raise AppError(Code.NOT_FOUND)
        settings = await self._broker_settings(invitation.tenant_id)
        if not self._quota.take(invitation.id, self._now()):
            raise AppError(Code.RATE_LIMITED)
        try:
            begun = await self._broker.begin(settings, redirect_uri, fresh=True)
        except OidcError:
            raise AppError(Code.EID_FAILED) from None
        secret = await self._ceremonies.begin(
            CeremonyKind.EID, State(begun, redirect_uri), tenant_id=invitation.tenant_id, subject=session.id
        )
        return begun.url, secret

    async def finish(self, session: GuestSession, secret: str, returned: Returned, redirect_uri: str) -> None:
        """The browser has come back.  Raises EID_FAILED, or EID_MISMATCH for somebody else than the invited."""
        attempt = await self._ceremonies.attempt(CeremonyKind.EID, secret)
        if attempt.subject != session.id:
            raise AppError(Code.EID_FAILED)
        await self._ceremonies.end(attempt)
        settings = await self._broker_settings(session.invitation.tenant_id)
        state, claim = attempt.read(State), settings.number_claim
        try:
            if redirect_uri != state.redirect_uri:
                raise OidcError(Fault.ISSUER)
            claims = await self._broker.finish(settings, redirect_uri, state.begun, returned, wanted=(claim,))
        except OidcError:
            await self._record(AuditAction.GUEST_IDENTIFIED, session, Code.EID_FAILED)
            raise AppError(Code.EID_FAILED) from None
        number = claims.get(claim)
        if not isinstance(number, str) or not await self._invitations.is_person(session.invitation, number):
            await self._record(AuditAction.IDENTITY_MISMATCH, session, Code.EID_MISMATCH)
            self._rooms.identity_trouble(session.invitation.meeting_id, session.invitation.name)
            raise AppError(Code.EID_MISMATCH)
        await self._record(AuditAction.GUEST_IDENTIFIED, session)
        await self._store.identify_guest(session.id, Identification.EID, self._now())

    async def _broker_settings(self, tenant_id: str) -> EidSettings:
        found = await self._settings.get(tenant_id, EidSettings)
        if found is None:
            raise AppError(Code.NOT_SET_UP)
        return found

    async def _record(self, action: AuditAction, session: GuestSession, outcome: str = "ok") -> None:
        await self._audit.record(guest_event(action, session, Identification.EID, outcome))
