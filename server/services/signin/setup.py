"""Set-up links: the first administrator, an invited account, or one that has lost its ways in chooses how to sign in.

The link is used up in the transaction that stores the way in, and only then is there a session: there is no moment at
which an account could be entered with one factor (R11).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from auth.audit.events import ActorKind, AuditAction, AuditEvent
from auth.crypto.links import digest, mint_secret
from auth.model import SignInMethod, StaffRole
from auth.signin import passkeys, totp
from auth.signin.passkeys import Site
from server.services.model import Account, App, NewAccount, Passkey
from server.services.privacy.vault import DataKey, Vault
from server.services.signin.accounts import password_trouble
from server.services.signin.ceremonies import Attempt, CeremonyKind
from server.services.signin.factors import SEED, recovery_codes
from server.services.signin.parts import SignInParts
from server.services.signin.sessions import SignedIn
from server.wire import api
from server.wire.errors import AppError, Code
from server.wire.vocabulary import MISSING

SECONDS = 30 * 60
"""Enough to install an authenticator app."""
CODE_TRIES = 10
FIRST_PASSKEY = "1"
"""The name of a passkey until its owner gives it another."""

Purpose = Literal["first_account", "invited", "recovery", "demo"]


@dataclass(frozen=True, slots=True)
class Invitee:
    """Whom a link is for; without an account, the first administrator."""

    purpose: Purpose
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What is kept between beginning and end; one of ``challenge`` and ``seed`` is set."""

    token_hash: str
    new: NewAccount
    existing: bool
    challenge: str = ""
    seed: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """``secret`` goes into the browser's cookie."""

    secret: str
    state: State


class SetUp:
    """Begin with a link's secret, end with a session."""

    def __init__(self, parts: SignInParts, vault: Vault) -> None:
        self._parts = parts
        self._vault = vault
        self._demo: dict[str, Account] = {}

    # --- the demo -------------------------------------------------------------------------------------------------

    def demo_link(self, account: Account) -> str:
        """The only link that signs somebody in by itself.  It exists in the memory of this process alone, and only
        ``resfri demo`` makes one."""
        token = mint_secret()
        self._demo[digest(token)] = account
        return token

    async def enter_demo(self, token: str) -> SignedIn:
        """Raises BAD_SETUP_LINK."""
        account = self._demo.pop(digest(token), None)
        if account is None:
            raise AppError(Code.BAD_SETUP_LINK)
        return await self._parts.sessions.open(account, SignInMethod.DEMO)

    # --- links ----------------------------------------------------------------------------------------------------

    async def check(self, token: str) -> Invitee:
        """Consumes nothing.  Raises BAD_SETUP_LINK."""
        demo = self._demo.get(digest(token))
        if demo is not None:
            return Invitee("demo", demo)
        account = await self._parts.accounts.check_link(token)
        if account is None:
            return Invitee("first_account")
        return Invitee("recovery" if await self._has_a_way(account) else "invited", account)

    async def begin(self, form: api.SetupBegin) -> Begun:
        """Everything that can be checked before the second factor is made is checked here."""
        account = await self._parts.accounts.check_link(form.token)
        new = _of_account(account) if account else _first(form)
        wrong = {} if account else dict.fromkeys(_empty(new), MISSING)
        if form.method == "totp":
            trouble = password_trouble(form.password, new.name, new.email)
            if trouble is not None:
                wrong["password"] = trouble
        if wrong:
            raise AppError(Code.BAD_FIELDS, wrong)
        state = State(digest(form.token), new, account is not None)
        if form.method == "passkey":
            state = replace(state, challenge=passkeys.new_challenge())
        else:
            hashed = await self._parts.passwords.hash(form.password or "")
            state = replace(state, seed=totp.new_seed(), new=replace(new, password_hash=hashed))
        tries = 1 if state.challenge else CODE_TRIES
        secret = await self._parts.ceremonies.begin(CeremonyKind.SETUP, state, seconds=SECONDS, tries=tries)
        return Begun(secret, state)

    async def finish(self, secret: str, form: api.SetupFinish, site: Site) -> tuple[SignedIn, list[str]]:
        """Consume the link, store the way in, and only then open a session.  Answers the recovery codes too.  Raises
        BAD_PASSKEY, BAD_APP_CODE, BEGIN_AGAIN, BAD_SETUP_LINK."""
        attempt = await self._parts.ceremonies.attempt(CeremonyKind.SETUP, secret)
        state = attempt.read(State)
        if state.challenge:
            if form.attestation is None:
                raise AppError(Code.BAD_PASSKEY)
            return await self._with_passkey(attempt, state, form.attestation, site), []
        step = self._parts.factors.first_step(state.seed, form.code or "")
        return await self._with_app(attempt, state, step)

    async def _with_passkey(self, attempt: Attempt, state: State, answer: api.Attestation, site: Site) -> SignedIn:
        new = state.new
        passkey = self._parts.factors.new_passkey(
            answer,
            state.challenge,
            site,
            tenant_id=new.tenant_id,
            account_id=new.account_id,
            name=FIRST_PASSKEY,
        )
        await self._parts.ceremonies.end(attempt)
        return await self._activate(state, passkey, None, SignInMethod.PASSKEY)

    async def _with_app(self, attempt: Attempt, state: State, step: int) -> tuple[SignedIn, list[str]]:
        await self._parts.ceremonies.end(attempt)
        new, key = state.new, None
        codes, hashes = recovery_codes(new.account_id)
        if state.existing:
            sealed = await self._vault.seal(new.tenant_id, SEED, state.seed)
        else:
            sealed, key = self._vault.seal_first(new.tenant_id, SEED, state.seed)
        app = App(new.password_hash, sealed, step, hashes)
        return await self._activate(state, app, key, SignInMethod.TOTP), codes

    async def _activate(
        self, state: State, factor: Passkey | App, key: DataKey | None, method: SignInMethod
    ) -> SignedIn:
        store, now = self._parts.accounts.store, self._parts.now()
        if state.existing:
            account = await self._parts.accounts.account(state.new.account_id)
            if account.disabled:
                raise AppError(Code.BAD_SETUP_LINK)
            ended = await store.activate(state.token_hash, account, factor, now)
            if ended is None:
                raise AppError(Code.BAD_SETUP_LINK)
            self._parts.sessions.close(ended)
        elif not await store.activate_first(state.token_hash, state.new, key, factor, now):
            raise AppError(Code.BAD_SETUP_LINK)
        account = await self._parts.accounts.account(state.new.account_id)
        if not state.existing:
            await self._record(AuditAction.ACCOUNT_MADE, account, method)
        await self._record(AuditAction.SIGN_IN_CHOSEN, account, method)
        return await self._parts.sessions.open(account, method)

    async def _has_a_way(self, account: Account) -> bool:
        if account.totp_secret is not None or account.oidc_subject is not None:
            return True
        return bool(await self._parts.factors.store.passkeys(account.id))

    async def _record(self, action: AuditAction, account: Account, method: SignInMethod) -> None:
        event = AuditEvent(account.tenant_id, action, ActorKind.STAFF, account.id, method=method)
        await self._parts.audit.record(event)


def _of_account(account: Account) -> NewAccount:
    return NewAccount(
        organisation=account.organisation,
        unit=account.unit,
        name=account.name,
        email=account.email,
        password_hash=None,
        role=account.role,
        tenant_id=account.tenant_id,
        account_id=account.id,
    )


def _first(form: api.SetupBegin) -> NewAccount:
    return NewAccount(
        organisation=(form.organisation or "").strip(),
        unit=(form.unit or "").strip(),
        name=(form.name or "").strip(),
        email=(form.email or "").strip().casefold(),
        password_hash=None,
        role=StaffRole.ADMINISTRATOR,
    )


def _empty(new: NewAccount) -> list[str]:
    given = {"organisation": new.organisation, "unit": new.unit, "name": new.name, "email": new.email}
    return [field for field, value in given.items() if not value]
