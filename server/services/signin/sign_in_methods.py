"""How one signs in, as the owner of an account changes it: passkeys, app and password, recovery codes.  The last way
in can never be removed."""

from __future__ import annotations

from dataclasses import dataclass

from auth.audit.events import ActorKind, AuditAction, AuditEvent
from auth.model import SignInMethod, Staff
from auth.signin import passkeys, totp
from auth.signin.passkeys import Site
from server.services.model import Account, Passkey
from server.services.organisation.settings import TenantSettings
from server.services.signin.accounts import password_trouble
from server.services.signin.ceremonies import CeremonyKind
from server.services.signin.factors import MAX_PASSKEYS, recovery_codes
from server.services.signin.parts import SignInParts
from server.wire import api
from server.wire.errors import AppError, Code
from server.wire.vocabulary import MISSING

CODE_TRIES = 10
SECONDS = 30 * 60


@dataclass(frozen=True, slots=True)
class Methods:
    """What an account has; ``provider``: it can come by the organisation's identity provider."""

    account: Account
    passkeys: list[Passkey]
    recovery_left: int
    provider: bool


@dataclass(frozen=True, slots=True)
class NewApp:
    """What is kept between beginning and end."""

    seed: str
    password_hash: str | None


class SignInMethods:
    """For the signed-in owner, who has just proved who they are (R19)."""

    def __init__(self, parts: SignInParts, settings: TenantSettings) -> None:
        self._parts = parts
        self._settings = settings

    async def of(self, staff: Staff) -> Methods:
        """All that this account has."""
        account = await self._parts.accounts.account(staff.account_id)
        return Methods(
            account,
            await self._parts.factors.store.passkeys(account.id),
            await self._parts.factors.store.recovery_left(account.id),
            account.oidc_subject is not None and await self._provided(account),
        )

    # --- passkeys -------------------------------------------------------------------------------------------------

    async def begin_passkey(self, staff: Staff) -> tuple[str, str, Methods]:
        """The secret for the browser's cookie, the challenge, and what there is."""
        methods = await self.of(staff)
        if len(methods.passkeys) >= MAX_PASSKEYS:
            raise AppError(Code.TOO_MANY)
        challenge = passkeys.new_challenge()
        return await self._begin(CeremonyKind.NEW_PASSKEY, staff, challenge), challenge, methods

    async def add_passkey(self, staff: Staff, secret: str, form: api.AddPasskey, site: Site) -> None:
        """Raises BEGIN_AGAIN, BAD_PASSKEY, BAD_FIELDS."""
        attempt = await self._parts.ceremonies.attempt(CeremonyKind.NEW_PASSKEY, secret)
        if attempt.subject != staff.account_id:
            raise AppError(Code.BEGIN_AGAIN)
        passkey = self._parts.factors.new_passkey(
            form.attestation,
            attempt.read(str),
            site,
            tenant_id=staff.tenant_id,
            account_id=staff.account_id,
            name=_shown(form.name),
        )
        await self._parts.ceremonies.end(attempt)
        if not await self._parts.factors.store.add_passkey(passkey):
            raise AppError(Code.BAD_PASSKEY)
        await self._record(AuditAction.PASSKEY_ADDED, staff, SignInMethod.PASSKEY)

    async def rename_passkey(self, staff: Staff, passkey_id: str, name: str) -> None:
        """Raises NOT_FOUND, BAD_FIELDS."""
        if not await self._parts.factors.store.rename_passkey(staff.account_id, passkey_id, _shown(name)):
            raise AppError(Code.NOT_FOUND)
        await self._record(AuditAction.PASSKEY_RENAMED, staff, SignInMethod.PASSKEY)

    async def remove_passkey(self, staff: Staff, passkey_id: str) -> None:
        """Raises NOT_FOUND, LAST_WAY_IN."""
        methods = await self.of(staff)
        if passkey_id not in {one.id for one in methods.passkeys}:
            raise AppError(Code.NOT_FOUND)
        if not await self._parts.factors.store.remove_passkey(staff.account_id, passkey_id, provider=methods.provider):
            raise AppError(Code.LAST_WAY_IN)
        await self._record(AuditAction.PASSKEY_REMOVED, staff, SignInMethod.PASSKEY)

    # --- password and app -----------------------------------------------------------------------------------------

    async def begin_app(self, staff: Staff, password: str | None) -> tuple[str, str, Account]:
        """Another app, with another password where one is given; an account without a password needs one.  Answers
        the secret for the browser's cookie and the seed to show."""
        account = await self._parts.accounts.account(staff.account_id)
        hashed = None
        if password is not None or account.password_hash is None:
            trouble = password_trouble(password, account.name, account.email)
            if trouble is not None:
                raise AppError(Code.BAD_FIELDS, {"password": trouble})
            hashed = await self._parts.passwords.hash(password or "")
        seed = totp.new_seed()
        secret = await self._begin(CeremonyKind.NEW_TOTP, staff, NewApp(seed, hashed), tries=CODE_TRIES)
        return secret, seed, account

    async def change_app(self, session_id: str, staff: Staff, secret: str, code: str) -> list[str]:
        """Take the new app into use; all other sessions end.  Answers new recovery codes.  Raises BEGIN_AGAIN,
        BAD_APP_CODE."""
        attempt = await self._parts.ceremonies.attempt(CeremonyKind.NEW_TOTP, secret)
        if attempt.subject != staff.account_id:
            raise AppError(Code.BEGIN_AGAIN)
        kept = attempt.read(NewApp)
        step = self._parts.factors.first_step(kept.seed, code)
        await self._parts.ceremonies.end(attempt)
        account = await self._parts.accounts.account(staff.account_id)
        app, codes = await self._parts.factors.new_app(account, kept.seed, step, kept.password_hash)
        await self._parts.factors.store.set_app(account, app, self._parts.now())
        await self._parts.sessions.end(account.id, but=session_id)
        await self._record(AuditAction.TOTP_CHANGED, staff, SignInMethod.TOTP)
        return codes

    async def remove_app(self, staff: Staff) -> None:
        """Raises LAST_WAY_IN."""
        methods = await self.of(staff)
        if not await self._parts.factors.store.remove_app(staff.account_id, provider=methods.provider):
            raise AppError(Code.LAST_WAY_IN)
        await self._record(AuditAction.TOTP_REMOVED, staff, SignInMethod.TOTP)

    async def renew_recovery_codes(self, staff: Staff) -> list[str]:
        """The codes to show; the old ones are used up.  Raises NOT_FOUND without an app."""
        account = await self._parts.accounts.account(staff.account_id)
        if account.totp_secret is None:
            raise AppError(Code.NOT_FOUND)
        codes, hashes = recovery_codes(account.id)
        await self._parts.factors.store.set_recovery(account, hashes, self._parts.now())
        await self._record(AuditAction.RECOVERY_CODES_MADE, staff, SignInMethod.RECOVERY)
        return codes

    async def _begin(self, kind: CeremonyKind, staff: Staff, data: object, tries: int = 1) -> str:
        return await self._parts.ceremonies.begin(
            kind, data, tenant_id=staff.tenant_id, subject=staff.account_id, seconds=SECONDS, tries=tries
        )

    async def _provided(self, account: Account) -> bool:
        return await self._settings.get(account.tenant_id, api.OidcSettings) is not None

    async def _record(self, action: AuditAction, staff: Staff, method: SignInMethod) -> None:
        event = AuditEvent(staff.tenant_id, action, ActorKind.STAFF, staff.account_id, method=method)
        await self._parts.audit.record(event)


def _shown(name: str) -> str:
    if not name.strip():
        raise AppError(Code.BAD_FIELDS, {"name": MISSING})
    return name.strip()
