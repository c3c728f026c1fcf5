"""The parts of a server that need neither the web nor media: what one-off commands use too."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import make_url

from auth.audit.keys import TrailKeys
from auth.signin.passwords import Passwords
from server.adapters.outside import Outside
from server.runtime.config import Settings, SettingsError
from server.runtime.secrets import Holds, Secrets, lacking, load_or_make
from server.services.audit.alerts import Alerts
from server.services.audit.chains import AuditChains
from server.services.audit.ends import ChainEnds
from server.services.audit.heads_file import HeadsFile
from server.services.audit.health import AuditHealth
from server.services.meetings.invitations import Invitations
from server.services.organisation.organisations import Organisations
from server.services.organisation.policies import Policies
from server.services.organisation.settings import TenantSettings
from server.services.signin.accounts import Accounts
from server.services.signin.ceremonies import Ceremonies
from server.services.signin.factors import Factors
from server.services.vault import Vault
from server.storage.audit.chains import SqlChainStore
from server.storage.audit.sink import SqlAuditSink
from server.storage.database import Connecting, Database, sqlite_url
from server.storage.meetings.meetings import SqlMeetingStore
from server.storage.organisation.organisations import SqlOrganisationStore
from server.storage.organisation.policies import SqlPolicyStore
from server.storage.organisation.settings import SqlSettingStore
from server.storage.present import filled, masters, must_fit, outdated
from server.storage.signin.accounts import SqlAccountStore
from server.storage.signin.ceremonies import SqlCeremonyStore
from server.storage.signin.factors import SqlFactorStore
from server.storage.vault import SqlDataKeyStore

SQLITE_NAME = "resfri.sqlite"
FILES_NAME = "files"
HEADS_NAME = "audit-heads.jsonl"
ENDS_NAME = "audit-ends"


@dataclass(slots=True)
class Core:
    """The parts that exist without web server and media: what one-off commands use too."""

    database: Database
    vault: Vault
    organisations: Organisations
    settings: TenantSettings
    ceremonies: Ceremonies
    factors: Factors
    passwords: Passwords
    accounts: Accounts
    policies: Policies
    invitations: Invitations
    meeting_store: SqlMeetingStore
    alerts: Alerts
    audit: AuditHealth
    chains: AuditChains
    outside: Outside
    """Where organisations' settings may lead."""


def open_database(settings: Settings) -> Database:
    """The database of these settings; nothing is connected yet."""
    if not settings.database_url:
        return Database(sqlite_url(settings.data_dir / SQLITE_NAME))
    url = settings.database_url
    password = settings.database_password.get_secret_value() if settings.database_password else ""
    if password and not make_url(url).password:
        url = make_url(url).set(password=password).render_as_string(hide_password=False)
    return Database(url, Connecting(settings.database_pool, settings.database_ca))


async def secrets_of(settings: Settings) -> Secrets:
    """The secrets of a data directory that is there; new ones only where nothing is stored that needs the old.

    Raises :class:`SettingsError` or :class:`DatabaseError`."""
    if not lacking(settings):
        return load_or_make(settings)
    database = open_database(settings)
    try:
        there = await filled(database, "data_keys", "audit_heads", "tenants")
    finally:
        await database.close()
    heads = settings.data_dir / HEADS_NAME
    signed = "audit_heads" in there or (heads.exists() and heads.stat().st_size > 0)
    return load_or_make(settings, Holds(sealed="data_keys" in there, signed=signed, anything=bool(there)))


async def trail_of(
    settings: Settings, database: Database, keys: TrailKeys, alerts: Alerts
) -> tuple[ChainEnds, AuditChains]:
    """The chains of a database that has the newest schema; from here on every record is marked."""
    ends = ChainEnds(settings.data_dir / ENDS_NAME, keys, time.time)
    heads = HeadsFile(settings.data_dir / HEADS_NAME)
    chains = AuditChains(SqlChainStore(database), ends, heads, alerts, time.time)
    await chains.begin_marks()
    return ends, chains


@asynccontextmanager
async def open_core(settings: Settings, secrets: Secrets) -> AsyncIterator[Core]:
    """Database with the newest schema, which is made where there is none, and the accounts on it.  Raises
    :class:`server.storage.database.DatabaseError` for an older one."""
    database = open_database(settings)
    try:
        if await outdated(database) is not None:
            await must_fit(database)
        await database.migrate()
        alerts = Alerts(time.time, time.monotonic)
        ends, chains = await trail_of(settings, database, secrets.trail, alerts)
        audit = AuditHealth(SqlAuditSink(database, ends, time.time), alerts)
        vault = Vault(SqlDataKeyStore(database), secrets.master, time.time, secrets.masters[1:])
        if not await vault.opens():
            wanted = ", ".join(sorted(set(await masters(database)) - {key.id for key in secrets.masters}))
            raise SettingsError(
                "The master key is not the one that this database was sealed with; put that one back "
                f"(fingerprint {wanted})."
            )
        tenant_settings = TenantSettings(SqlSettingStore(database), vault, audit, time.time)
        organisations = Organisations(SqlOrganisationStore(database), audit, time.time)
        policies = Policies(SqlPolicyStore(database), tenant_settings, audit, time.time)
        yield Core(
            database=database,
            vault=vault,
            organisations=organisations,
            settings=tenant_settings,
            ceremonies=Ceremonies(SqlCeremonyStore(database), time.time),
            factors=Factors(SqlFactorStore(database), vault, time.time),
            passwords=Passwords(),
            accounts=Accounts(SqlAccountStore(database), audit, time.time),
            policies=policies,
            invitations=Invitations(policies, vault),
            meeting_store=SqlMeetingStore(database),
            alerts=alerts,
            audit=audit,
            chains=chains,
            outside=Outside(tuple(settings.inner_networks), settings.plain_mail),
        )
    finally:
        await database.close()
