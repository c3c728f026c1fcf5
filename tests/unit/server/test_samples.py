"""Whatever our documents show as a secret is refused as one (R20)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from server.runtime.config import SettingsError, load

ROOT = Path(__file__).resolve().parents[3]
DOCUMENTS = [path for path in (ROOT / "README.md", *(ROOT / "deploy").rglob("*")) if path.is_file()]
SECRET_SETTINGS = ("RESFRI_TURN_SECRET", "RESFRI_DATABASE_URL", "RESFRI_DATABASE_PASSWORD", "RESFRI_MASTER_KEY")
TURN = json.dumps(["turn:turn.example.se"])


def shown() -> list[tuple[str, str]]:
    """Every value that a document gives one of these settings."""
    pattern = re.compile(rf"\b({'|'.join(SECRET_SETTINGS)})=([^\s`]+)")
    return [match.groups() for path in DOCUMENTS for match in pattern.finditer(path.read_text(errors="ignore"))]  # type: ignore[misc]


def holds_secret(name: str, value: str) -> bool:
    """An address of a database may be one without a password."""
    return name != "RESFRI_DATABASE_URL" or urlsplit(value).password is not None


def refused(monkeypatch: pytest.MonkeyPatch, folder: Path, **settings: str) -> str:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load({"data_dir": folder})
    return str(caught.value)


def test_the_documents_show_some() -> None:
    assert {name for name, _ in shown()} >= {"RESFRI_TURN_SECRET", "RESFRI_DATABASE_URL", "RESFRI_MASTER_KEY"}


@pytest.mark.parametrize(
    ("name", "value"), [one for one in shown() if one[0] != "RESFRI_MASTER_KEY" and holds_secret(*one)]
)
def test_a_sample_with_its_secret_as_it_stands_stops_the_start(
    name: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = {"RESFRI_TURN_URLS": TURN} if name == "RESFRI_TURN_SECRET" else {}
    assert "placeholder" in refused(monkeypatch, tmp_path, **turn, **{name: value})


@pytest.mark.parametrize(
    ("secret", "reason"),
    [
        ("short", "at least 16"),
        ("changeme-changeme", "placeholder"),
        ("REPLACE-WITH-YOUR-OWN-SECRET", "placeholder"),
        ("your-secret-goes-here", "placeholder"),
        ("aaaaaaaaaaaaaaaaaaaa", "repeats"),
        ("abababababababababab", "repeats"),
    ],
)
def test_a_secret_that_is_none_is_refused_with_its_reason(
    secret: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reason in refused(monkeypatch, tmp_path, RESFRI_TURN_URLS=TURN, RESFRI_TURN_SECRET=secret)


@pytest.mark.parametrize("password", ["hunter2", "change-me-please", "PUT-YOUR-WORD-HERE"])
def test_a_databases_password_too(password: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "password of the database" in refused(
        monkeypatch, tmp_path, RESFRI_DATABASE_URL=f"postgresql://resfri:{password}@db.example.se/resfri"
    )
    monkeypatch.delenv("RESFRI_DATABASE_URL")
    assert "password of the database" in refused(
        monkeypatch,
        tmp_path,
        RESFRI_DATABASE_URL="postgresql://resfri@db.example.se/resfri",
        RESFRI_DATABASE_PASSWORD=password,
    )
