"""Every word of the audit trail has a text for people, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auth.audit.events import AuditAction

TEXTS = Path(__file__).resolve().parents[3] / "web/src/i18n"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_action_of_the_trail_has_a_name(language: str) -> None:
    texts = json.loads((TEXTS / language / "admin.json").read_text())
    assert [action for action in AuditAction if f"action.{action}" not in texts] == []
