"""Settings: where they come from, which wins, and what they mean together."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.runtime.config import Settings, SettingsError, Tls, load


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


SECRET = "sixteen letters!"


@pytest.mark.parametrize(
    "url",
    [
        "turn:turn.example.se",
        "turn:192.0.2.7:3478?transport=udp",
        "turn:[2001:db8::7]:3478?transport=tcp",
        "turns:turn.example.se:443?transport=tcp",
    ],
)
def test_turn_servers_that_browsers_understand(url: str, tmp_path: Path) -> None:
    settings = load({"data_dir": tmp_path, "turn_urls": [url], "turn_secret": SECRET})
    assert settings.turn_urls == [url]
    assert SECRET not in repr(settings)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"turn_urls": ["https://turn.example.se"], "turn_secret": SECRET}, "is not a TURN server such as turn:"),
        ({"turn_urls": ["turn:turn.example.se/x"], "turn_secret": SECRET}, "is not a TURN server"),
        ({"turn_urls": ["turns:turn.example.se?transport=udp"], "turn_secret": SECRET}, "is not a TURN server"),
        ({"turn_urls": ["turn:turn.example.se"]}, "turn_urls and turn_secret must be set together"),
        ({"turn_secret": SECRET}, "turn_urls and turn_secret must be set together"),
        ({"turn_urls": ["turn:turn.example.se"], "turn_secret": "short"}, "at least 16 characters"),
    ],
)
def test_what_is_wrong_with_turn_is_said_in_a_sentence(
    changes: dict[str, object], sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=sentence) as error:
        load({"data_dir": tmp_path, **changes})
    assert SECRET not in str(error.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"public_url": "http://meet.example.se"}, "at http://meet.example.se"),
        ({"public_url": "http://meet.example.se", "tls": Tls.SELF_MADE}, "people must come by https"),
        ({"host": "0.0.0.0"}, "listens on 0.0.0.0 without HTTPS"),
        ({"host": "::"}, "listens on :: without HTTPS"),
        ({}, ""),
        ({"public_url": "http://localhost:8080"}, ""),
        ({"host": "0.0.0.0", "tls": Tls.SELF_MADE}, ""),
        ({"host": "0.0.0.0", "public_url": "https://meet.example.se"}, ""),
    ],
)
def test_an_address_that_gives_nobody_a_camera_is_said(changes: dict[str, object], said: str) -> None:
    sentence = Settings(**changes).without_camera  # type: ignore[arg-type]
    assert said in sentence
    assert bool(sentence) is bool(said)


@pytest.mark.parametrize(
    ("changes", "environment", "sentence"),
    [
        ({"master_key_file": 7}, {}, "Setting master_key_file is wrong: it must be a path."),
        (
            {},
            {"RESFRI_MEDIA_ADDRESSES": "[not json"},
            "RESFRI_MEDIA_ADDRESSES cannot be read; a list is written as JSON",
        ),
    ],
)
def test_no_sentence_names_what_is_inside(
    changes: dict[str, object],
    environment: dict[str, str],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as error:
        load({"data_dir": tmp_path, **changes})
    assert str(error.value).startswith(sentence)
    assert "class" not in str(error.value)
    assert "Source" not in str(error.value)


def test_a_file_with_a_secret_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "resfri.toml"
    path.write_text('turn_urls = ["turn:turn.example.se"]\n' + f'turn_secret = "{SECRET}"\n')
    path.chmod(0o644)
    with pytest.raises(SettingsError, match="can be read by others; run: chmod 600"):
        load({"data_dir": tmp_path})
    path.chmod(0o600)
    assert load({"data_dir": tmp_path}).turn_urls == ["turn:turn.example.se"]
    path.write_text("port = 1111\n")
    path.chmod(0o644)
    assert load({"data_dir": tmp_path}).port == 1111
