"""What an installation of revision 0001 holds: two organisations with everything that could be stored then."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from server.storage.database import Database

AT = 1_790_000_000.123

Rows = list[tuple[str, dict[str, Any]]]


def rows_0001() -> Rows:
    """Table and values, each after what it refers to.  Both organisations have the same name."""
    rows: Rows = []
    for org in ("a", "b"):
        tenant, unit, eva = f"tenant-{org}", f"unit-{org}", f"eva-{org}"
        common = {"tenant_id": tenant, "created_at": AT}
        rows += [
            ("tenants", {"id": tenant, "name": "Stor stad", "created_at": AT + (org == "b")}),
            ("units", {"id": unit, "name": "Barn & familj", **common}),
            (
                "accounts",
                {
                    "id": eva,
                    "unit_id": unit,
                    "email": f"eva@{org}.example.se",
                    "name": "Eva 🙂",
                    "role": "administrator",
                    "password_hash": "$argon2id$x",
                    "disabled_at": None,
                    **common,
                },
            ),
            ("setup_links", {"token_hash": f"first-{org}", "created_at": AT, "expires_at": AT + 60, "used_at": AT}),
            ("setup_links", {"token_hash": f"again-{org}", "account_id": eva, "expires_at": AT + 60, **common}),
            ("staff_sessions", {"id": f"session-{org}", "account_id": eva, "last_seen_at": AT, **common}),
        ]
        for number in range(3):
            rows += _meeting(org, tenant, unit, eva, number)
    for number in range(50):
        tenant = f"tenant-{'ab'[number % 2]}"
        event = {
            "tenant_id": tenant,
            "at": AT + number / 7,
            "action": "admitted",
            "actor_kind": "staff",
            "actor": "eva",
        }
        details = {"meeting_id": f"m{number % 3}" if number % 4 else None, "subject": "anna", "outcome": "ok"}
        rows.append(("audit_events", {"id": number + 1, **event, **details}))
    return rows


def _meeting(org: str, tenant: str, unit: str, eva: str, number: int) -> Rows:
    meeting, invitation = f"meeting-{org}{number}", f"invitation-{org}{number}"
    common = {"tenant_id": tenant, "created_at": AT}
    return [
        (
            "meetings",
            {
                "id": meeting,
                "unit_id": unit,
                "owner_id": eva,
                "title": "Uppföljning",
                "meeting_class": ("open", "protected", "protected")[number],
                "lobby": bool(number),
                "starts_at": AT,
                "ended_at": AT if number == 2 else None,
                **common,
            },
        ),
        (
            "invitations",
            {
                "id": invitation,
                "meeting_id": meeting,
                "name": "Anna",
                "kind": "client",
                "shared": number == 0,
                "token_hash": f"token-{org}{number}",
                "used_at": AT,
                "revoked_at": None,
                **common,
            },
        ),
        (
            "guest_sessions",
            {
                "id": f"guest-{org}{number}",
                "meeting_id": meeting,
                "invitation_id": invitation,
                "name": "Anna",
                "second_device": False,
                "admitted_at": AT,
                "revoked_at": None,
                **common,
            },
        ),
    ]


async def insert(database: Database, rows: Rows) -> None:
    async with database.engine.begin() as connection:
        for table, values in rows:
            names = ", ".join(values)
            marks = ", ".join(f":{name}" for name in values)
            await connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)


async def everything(database: Database, table: str) -> list[dict[str, Any]]:
    async with database.engine.connect() as connection:
        return [dict(row) for row in (await connection.execute(text(f"SELECT * FROM {table}"))).mappings()]
