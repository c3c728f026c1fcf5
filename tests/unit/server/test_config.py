"""Settings: where they come from, which wins, and what they mean together."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.config import Settings, Tls, load


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "resfri.toml").write_text('port = 1111\nhost = "0.0.0.0"\nroom_capacity = 50\n')
    monkeypatch.setenv("RESFRI_PORT", "2222")
    monkeypatch.setenv("RESFRI_HOST", "127.0.0.2")
    settings = load({"data_dir": tmp_path, "port": 3333})
    assert (settings.port, settings.host, settings.room_capacity) == (3333, "127.0.0.2", 50)


@pytest.mark.parametrize(
    ("changes", "origin", "https_only"),
    [
        ({}, "http://localhost:8080", False),
        ({"tls": Tls.SELF_MADE}, "https://localhost:8080", False),
        ({"tls": Tls.SELF_MADE, "public_url": "https://192.0.2.7:8443"}, "https://192.0.2.7:8443", False),
        ({"public_url": "https://meet.example.se/"}, "https://meet.example.se", True),
        ({"public_url": "http://meet.example.se"}, "http://meet.example.se", False),
        ({"tls_certificate": "c.pem", "tls_key": "k.pem"}, "https://localhost:8080", True),
    ],
)
def test_the_address_people_use(changes: dict[str, object], origin: str, https_only: bool) -> None:
    settings = Settings(**changes)  # type: ignore[arg-type]
    assert settings.origin(8080) == origin
    assert settings.https_only is https_only
