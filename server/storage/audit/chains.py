"""The audit trail as it is checked, signed, copied elsewhere and shortened."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import asdict, fields

from sqlalchemy import delete, func, select, text

from auth.audit.events import Link
from auth.audit.heads import Head, HeadKind
from server.storage.database import Database
from server.storage.rows.audit import AuditHeadRow, AuditRow
from server.storage.rows.organisation import TenantRow

PAGE = 1000
ENDS = (HeadKind.END.value, HeadKind.UNMARKED.value)
_COLUMNS = [getattr(AuditRow, field.name) for field in fields(Link)]


class SqlChainStore:
    """Implements ``ChainStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def chains(self) -> list[str]:
        """The organisations that have a chain, or a head that says so."""
        links, heads = select(AuditRow.tenant_id).distinct(), select(AuditHeadRow.tenant_id).distinct()
        async with self._database.session() as session:
            return sorted({*await session.scalars(links), *await session.scalars(heads)})

    async def names(self) -> dict[str, str]:
        """The organisations' addresses by their ids."""
        async with self._database.session() as session:
            return {row.id: row.slug for row in await session.execute(select(TenantRow.id, TenantRow.slug))}

    async def links(self, tenant_id: str, after: int = 0) -> AsyncIterator[Link]:
        """In order, a page at a time."""
        while True:
            query = select(*_COLUMNS).where(AuditRow.tenant_id == tenant_id, AuditRow.seq > after)
            async with self._database.session() as session:
                page = [Link(*row) for row in await session.execute(query.order_by(AuditRow.seq).limit(PAGE))]
            for link in page:
                yield link
            if len(page) < PAGE:
                return
            after = page[-1].seq

    async def newest(self, tenant_id: str) -> Link | None:
        query = select(*_COLUMNS).where(AuditRow.tenant_id == tenant_id).order_by(AuditRow.seq.desc()).limit(1)
        async with self._database.session() as session:
            row = (await session.execute(query)).first()
            return Link(*row) if row else None

    async def last_before(self, tenant_id: str, at: float) -> Link | None:
        """The last link that a rule may remove, which is never the newest."""
        newest = select(func.max(AuditRow.seq)).where(AuditRow.tenant_id == tenant_id).scalar_subquery()
        first_kept = select(func.min(AuditRow.seq)).where(AuditRow.tenant_id == tenant_id, AuditRow.at >= at)
        kept = func.coalesce(first_kept.scalar_subquery(), newest)
        query = select(*_COLUMNS).where(AuditRow.tenant_id == tenant_id, AuditRow.seq < kept)
        async with self._database.session() as session:
            row = (await session.execute(query.order_by(AuditRow.seq.desc()).limit(1))).first()
            return Link(*row) if row else None

    async def heads(self, tenant_id: str) -> list[Head]:
        query = select(AuditHeadRow).where(AuditHeadRow.tenant_id == tenant_id).order_by(AuditHeadRow.seq)
        async with self._database.session() as session:
            return [_head(row) for row in await session.scalars(query)]

    async def newest_head(self, tenant_id: str) -> Head | None:
        """The newest end that was signed."""
        query = select(AuditHeadRow).where(AuditHeadRow.tenant_id == tenant_id, AuditHeadRow.kind.in_(ENDS))
        async with self._database.session() as session:
            row = (await session.scalars(query.order_by(AuditHeadRow.seq.desc()).limit(1))).first()
            return _head(row) if row else None

    async def unmarked(self) -> list[str]:
        """The chains of which no link is marked, and no head says from where on they are."""
        marked = select(AuditRow.tenant_id).where(AuditRow.mark.is_not(None))
        told = select(AuditHeadRow.tenant_id).where(AuditHeadRow.kind == HeadKind.UNMARKED.value)
        query = select(AuditRow.tenant_id).where(AuditRow.tenant_id.not_in(marked), AuditRow.tenant_id.not_in(told))
        async with self._database.session() as session:
            return list(await session.scalars(query.distinct()))

    async def add_head(self, head: Head) -> None:
        async with self._database.session() as session, session.begin():
            session.add(AuditHeadRow(**{**asdict(head), "kind": head.kind.value}))

    async def remove(self, tenant_id: str, last: int) -> int:
        """Everything up to this number; the database refuses what is younger than five years."""
        async with self._database.session() as session, session.begin():
            if not self._database.sqlite:
                removal = text("SELECT audit_events_remove(:tenant, :last)")
                return int(await session.scalar(removal, {"tenant": tenant_id, "last": last}) or 0)
            heads = delete(AuditHeadRow).where(AuditHeadRow.tenant_id == tenant_id, AuditHeadRow.seq < last)
            await session.execute(heads)
            links = delete(AuditRow).where(AuditRow.tenant_id == tenant_id, AuditRow.seq <= last)
            return len((await session.execute(links.returning(AuditRow.seq))).all())


def _head(row: AuditHeadRow) -> Head:
    return Head(row.tenant_id, row.seq, HeadKind(row.kind), row.hash, row.signed_at, row.key_id, row.signature)
