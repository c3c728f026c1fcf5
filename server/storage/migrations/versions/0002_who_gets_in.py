"""who gets in: sign-in with two factors, identification, policies, settings, keys and the audit chain"""

import hashlib
import json
import re
import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FIVE_YEARS = 5 * 366 * 86400


def upgrade() -> None:
    op.create_table(
        "audit_heads",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("signed_at", sa.Float(), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("exported_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "seq", "kind", name=op.f("pk_audit_heads")),
    )
    op.create_table(
        "ceremonies",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("expires_at", sa.Float(), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_ceremonies_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ceremonies")),
    )
    with op.batch_alter_table("ceremonies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ceremonies_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "data_keys",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("master_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_data_keys_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_keys")),
        sa.UniqueConstraint("scope", name=op.f("uq_data_keys_scope")),
    )
    with op.batch_alter_table("data_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_keys_tenant_id"), ["tenant_id"], unique=False)

    op.create_table(
        "proposals",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by", sa.String(length=64), nullable=False),
        sa.Column("proposed_at", sa.Float(), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_at", sa.Float(), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_proposals_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposals_tenant_id"), ["tenant_id"], unique=False)

    op.create_table(
        "reviews",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=True),
        sa.Column("subject", sa.String(length=64), nullable=True),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.Float(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("closed_by", sa.String(length=64), nullable=True),
        sa.Column("closed_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_reviews_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reviews_tenant_id"), ["tenant_id"], unique=False)

    op.create_table(
        "settings",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("changed_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_settings_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "name", name=op.f("pk_settings")),
    )
    op.create_table(
        "policies",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=True),
        sa.Column("meeting_class", sa.String(length=32), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("identification", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(length=1000), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("decided_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_policies_tenant_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_policies_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policies")),
    )
    with op.batch_alter_table("policies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policies_tenant_id"), ["tenant_id"], unique=False)

    op.create_table(
        "passkeys",
        sa.Column("id", sa.String(length=1400), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("used_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_passkeys_account_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_passkeys_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
    )
    with op.batch_alter_table("passkeys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkeys_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_passkeys_tenant_id"), ["tenant_id"], unique=False)

    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("used_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_recovery_codes_account_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_recovery_codes_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
    )
    with op.batch_alter_table("recovery_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_codes_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recovery_codes_tenant_id"), ["tenant_id"], unique=False)

    op.create_table(
        "co_hosts",
        sa.Column("meeting_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_co_hosts_account_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_co_hosts_meeting_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_co_hosts_tenant_id")),
        sa.PrimaryKeyConstraint("meeting_id", "account_id", name=op.f("pk_co_hosts")),
    )
    with op.batch_alter_table("co_hosts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_co_hosts_tenant_id"), ["tenant_id"], unique=False)
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("totp_secret", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("totp_step", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("oidc_subject", sa.String(length=255), nullable=True))
        batch_op.add_column(sa.Column("signed_in_at", sa.Float(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_accounts_email"), type_="unique")
        batch_op.create_index("ix_accounts_email", ["email"], unique=False)
        batch_op.create_unique_constraint("uq_accounts_tenant_email", ["tenant_id", "email"])
        batch_op.create_unique_constraint("uq_accounts_tenant_oidc_subject", ["tenant_id", "oidc_subject"])
    with op.batch_alter_table("guest_sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("identified_by", sa.String(length=16), nullable=False, server_default="link"))
        batch_op.add_column(sa.Column("identified_at", sa.Float(), nullable=True))
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("identification", sa.String(length=16), nullable=False, server_default="link"))
        batch_op.add_column(sa.Column("phone", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("email", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("person_hash", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("protected_identity", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("purged_at", sa.Float(), nullable=True))
        batch_op.create_index(batch_op.f("ix_meetings_ended_at"), ["ended_at"], unique=False)
    # The sessions of before were opened with one factor.
    op.execute("DELETE FROM staff_sessions")
    with op.batch_alter_table("staff_sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("method", sa.String(length=16), nullable=False))
        batch_op.add_column(sa.Column("strong_at", sa.Float(), nullable=False))
    with op.batch_alter_table("units", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_at", sa.Float(), nullable=True))
    _name_tenants()
    _chain_audit_events()


def _name_tenants() -> None:
    """Every organisation gets an address of its own."""
    with op.batch_alter_table("tenants", schema=None) as batch_op:
        batch_op.add_column(sa.Column("slug", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("colour", sa.String(length=7), nullable=True))
        batch_op.add_column(sa.Column("logo", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("logo_type", sa.String(length=32), nullable=True))
    connection = op.get_bind()
    taken: set[str] = set()
    for tenant, name in connection.execute(sa.text("SELECT id, name FROM tenants ORDER BY created_at, id")).all():
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:32] or "organisation"
        slug = next(one for one in (stem, *(f"{stem}-{n}" for n in range(2, 10_000))) if one not in taken)
        taken.add(slug)
        connection.execute(sa.text("UPDATE tenants SET slug = :slug WHERE id = :id"), {"slug": slug, "id": tenant})
    with op.batch_alter_table("tenants", schema=None) as batch_op:
        batch_op.alter_column("slug", existing_type=sa.String(length=40), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_tenants_slug"), ["slug"])


def _chain_audit_events() -> None:
    """The rows of before become the beginning of each organisation's chain."""
    connection = op.get_bind()
    before = connection.execute(sa.text("SELECT * FROM audit_events ORDER BY id")).mappings().all()
    op.drop_table("audit_events")
    events = op.create_table(
        "audit_events",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("actor_kind", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=True),
        sa.Column("meeting_id", sa.String(length=64), nullable=True),
        sa.Column("subject", sa.String(length=64), nullable=True),
        sa.Column("method", sa.String(length=16), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "seq", name=op.f("pk_audit_events")),
    )
    op.create_index("ix_audit_events_tenant_at", "audit_events", ["tenant_id", "at"])
    op.create_index("ix_audit_events_tenant_subject", "audit_events", ["tenant_id", "subject"])
    op.create_index("ix_audit_events_tenant_actor", "audit_events", ["tenant_id", "actor"])
    op.create_index(op.f("ix_audit_events_meeting_id"), "audit_events", ["meeting_id"])
    ends: dict[str, tuple[int, str]] = {}
    for row in before:
        seq, previous = ends.get(row["tenant_id"], (0, "0" * 64))
        fields = {name: row[name] for name in ("action", "actor_kind", "actor", "meeting_id", "subject", "outcome")}
        link = {
            "tenant_id": row["tenant_id"],
            "seq": seq + 1,
            "at": round(row["at"], 3),
            "unit_id": None,
            "method": None,
            **fields,
            "previous": previous,
        }
        link["hash"] = _hash(link)
        connection.execute(sa.insert(events).values(link))
        ends[row["tenant_id"]] = (seq + 1, link["hash"])
    _keep_audit_events(connection.dialect.name)


def _hash(link: dict[str, Any]) -> str:
    names = ("action", "actor_kind", "actor", "unit_id", "meeting_id", "subject", "method", "outcome", "previous")
    values = ["resfri-audit-1", link["tenant_id"], link["seq"], round(link["at"] * 1000)]
    text = json.dumps([*values, *(link[name] for name in names)], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _keep_audit_events(dialect: str) -> None:
    """Five years is the shortest time that a rule may ask for (R5)."""
    if dialect == "sqlite":
        op.execute(
            "CREATE TRIGGER audit_events_unchanged BEFORE UPDATE ON audit_events "
            "BEGIN SELECT RAISE(ABORT, 'the audit trail cannot be changed'); END"
        )
        op.execute(
            "CREATE TRIGGER audit_events_kept BEFORE DELETE ON audit_events "
            f"WHEN OLD.at > strftime('%s', 'now') - {FIVE_YEARS} "
            "BEGIN SELECT RAISE(ABORT, 'the audit trail is kept for five years'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION audit_events_guard() RETURNS trigger AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' AND OLD.at <= extract(epoch FROM now()) - {FIVE_YEARS} THEN RETURN OLD; END IF; "
        "RAISE EXCEPTION 'the audit trail cannot be changed, and is kept for five years'; "
        "END $$ LANGUAGE plpgsql"
    )
    op.execute(
        "CREATE TRIGGER audit_events_guard BEFORE UPDATE OR DELETE ON audit_events "
        "FOR EACH ROW EXECUTE FUNCTION audit_events_guard()"
    )
    # The server's own role may remove rows only through this, and what must be kept stays even so.
    op.execute(
        "CREATE FUNCTION audit_events_remove(tenant text, last bigint) RETURNS bigint AS $$ "
        "DECLARE removed bigint; BEGIN "
        "DELETE FROM audit_heads WHERE tenant_id = tenant AND seq < last; "
        "DELETE FROM audit_events WHERE tenant_id = tenant AND seq <= last; "
        "GET DIAGNOSTICS removed = ROW_COUNT; RETURN removed; "
        "END $$ LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"
    )
    op.execute("REVOKE ALL ON FUNCTION audit_events_remove(text, bigint) FROM PUBLIC")
