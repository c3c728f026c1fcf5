"""Reading accounts together with the names of their organisation and unit."""

from __future__ import annotations

from sqlalchemy import Row, Select, select

from auth.model import StaffRole
from server.services.model import Account
from server.storage.rows.organisation import TenantRow, UnitRow
from server.storage.rows.signin import AccountRow


def accounts() -> Select[AccountRow, str, str, str]:
    return (
        select(AccountRow, TenantRow.name, TenantRow.slug, UnitRow.name)
        .join(TenantRow, TenantRow.id == AccountRow.tenant_id)
        .join(UnitRow, UnitRow.id == AccountRow.unit_id)
    )


def account_of(found: Row[AccountRow, str, str, str]) -> Account:
    row, organisation, slug, unit = found
    return Account(
        id=row.id,
        tenant_id=row.tenant_id,
        unit_id=row.unit_id,
        email=row.email,
        name=row.name,
        role=StaffRole(row.role),
        password_hash=row.password_hash,
        disabled=row.disabled_at is not None,
        organisation=organisation,
        slug=slug,
        unit=unit,
        totp_secret=row.totp_secret,
        oidc_subject=row.oidc_subject,
    )
