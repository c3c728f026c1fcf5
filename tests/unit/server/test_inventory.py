"""The data inventory names every stored field, and nothing else (R4)."""

from __future__ import annotations

from server.storage.privacy.inventory import INVENTORY, DataClass, lines
from server.storage.rows import METADATA


def test_every_column_is_in_the_inventory_and_nothing_more() -> None:
    stored = {name: set(table.columns.keys()) for name, table in METADATA.tables.items()}
    assert {name: set(fields) for name, fields in INVENTORY.items()} == stored


def test_every_field_says_what_it_is_for() -> None:
    for table, fields in INVENTORY.items():
        for name, field in fields.items():
            assert field.purpose, f"{table}.{name}"


def test_whatever_is_a_hash_a_key_or_sealed_is_a_secret_or_contact_data() -> None:
    """Bytes in the database are sealed, apart from logos and public keys."""
    from sqlalchemy import LargeBinary

    for name, table in METADATA.tables.items():
        for column in table.columns:
            secret = INVENTORY[name][column.name].kind in (DataClass.HIDDEN, DataClass.CONTACT)
            if isinstance(column.type, LargeBinary) and (name, column.name) != ("tenants", "logo"):
                assert secret, f"{name}.{column.name}"
            if column.name.endswith(("_hash", "secret", "password")):
                assert secret, f"{name}.{column.name}"


def test_a_personal_number_is_nowhere_but_as_a_keyed_hash() -> None:
    names = {
        (table, name) for table, fields in INVENTORY.items() for name in fields if "person" in name or "number" in name
    }
    assert names == {("invitations", "person_hash")}


def test_it_prints_as_a_table() -> None:
    printed = list(lines())
    assert len(printed) == 2 + sum(len(fields) for fields in INVENTORY.values())
    assert all(line.count("|") == 6 for line in printed)
