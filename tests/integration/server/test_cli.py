"""The operator's tool: one sentence and exit code 1 when something is wrong, never a traceback."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from server.runtime.config import PREFIX, Settings
from tests.support.process import run
from tests.support.server import settings as small_settings

PROGRAM = [sys.executable, "-m", "server.operator.cli"]


def resfri(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return asyncio.run(run(*arguments, **environment))


def assert_sentence(result: subprocess.CompletedProcess[str], *words: str) -> None:
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith("resfri: ")
    assert last.endswith(".") or "chmod" in last
    for word in words:
        assert word in last, last


@pytest.fixture
def web_dir(tmp_path: Path) -> str:
    return str(small_settings(tmp_path).web_dir)


def test_help_explains_every_command_and_setting() -> None:
    shown = subprocess.run([*PROGRAM, "--help"], capture_output=True, text=True, check=True).stdout
    for command in ("serve", "demo", "setup-link", "status", "drain", "settings"):
        assert command in shown
    for name in Settings.model_fields:
        assert PREFIX + name.upper() in shown
    told = resfri("--version")
    assert (told.returncode, told.stdout) == (0, f"resfri {version('resfri')}\n")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PRT", "80", ("Unknown setting", "RESFRI_PRT")),
        ("PORT", "eighty", ("port",)),
        ("PORT", "70000", ("port",)),
        ("PUBLIC_URL", "meet.example.se", ("public_url",)),
        ("PUBLIC_URL", "https://meet.example.se/path", ("public_url",)),
        ("TLS_KEY", "key.pem", ("tls_certificate", "together")),
        ("MEDIA_ADDRESSES", "[not json", ("RESFRI_MEDIA_ADDRESSES", "JSON")),
    ],
)
def test_a_wrong_setting_stops_the_start(tmp_path: Path, name: str, value: str, words: tuple[str, ...]) -> None:
    assert_sentence(resfri("serve", "--data-dir", str(tmp_path), **{name: value}), *words)


def test_an_unknown_key_or_bad_syntax_in_the_file_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "resfri.toml").write_text("prot = 1\n")
    assert_sentence(resfri("serve", "--data-dir", str(tmp_path)), "Unknown setting prot")
    (tmp_path / "resfri.toml").write_text("port = \n")
    assert_sentence(resfri("serve", "--data-dir", str(tmp_path)), "resfri.toml")


def test_a_taken_port_is_named(tmp_path: Path, web_dir: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        given = {"WEB_DIR": web_dir, "MEDIA_PORT": "0", "MEDIA_WORKERS": "1"}
        assert_sentence(resfri("serve", "--data-dir", str(tmp_path), "--port", port, **given), port, "taken")


def test_a_taken_media_port_is_named(tmp_path: Path, web_dir: str) -> None:
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as taken:
        taken.bind(("::", 0))
        port = str(taken.getsockname()[1])
        given = {"WEB_DIR": web_dir, "MEDIA_PORT": port, "MEDIA_WORKERS": "1", "PORT": "0"}
        if int(port) > 65000:
            pytest.skip("the system gave a port beyond the setting's range")
        assert_sentence(resfri("serve", "--data-dir", str(tmp_path), **given), "media", port)


def test_a_data_directory_that_cannot_be_made_is_named(tmp_path: Path, web_dir: str) -> None:
    (tmp_path / "file").write_text("")
    assert_sentence(resfri("serve", "--data-dir", str(tmp_path / "file" / "data"), WEB_DIR=web_dir), "data directory")


def test_a_client_that_was_not_built_is_named(tmp_path: Path) -> None:
    assert_sentence(resfri("serve", "--data-dir", str(tmp_path), WEB_DIR=str(tmp_path / "none")), "make build")


@pytest.mark.parametrize(
    ("secrets", "mode", "words"),
    [
        ('{"ws_ticket": [{"kid": "a", "secret": "00"}]}', 0o600, ("random bytes",)),
        ("{", 0o600, ("JSON",)),
        ('{"ws_ticket": []}', 0o644, ("read by others",)),
    ],
)
def test_weak_or_open_secrets_stop_the_start(
    tmp_path: Path, web_dir: str, secrets: str, mode: int, words: tuple[str, ...]
) -> None:
    path = tmp_path / "secrets.json"
    path.write_text(secrets)
    path.chmod(mode)
    assert_sentence(resfri("serve", "--data-dir", str(tmp_path), WEB_DIR=web_dir), *words)


def test_what_the_first_start_makes_is_for_its_owner_only(tmp_path: Path, web_dir: str) -> None:
    given = {"WEB_DIR": web_dir, "MEDIA_PORT": "0", "MEDIA_WORKERS": "1", "PORT": "0", "TLS": "self-made"}
    environment = {**os.environ, **{f"{PREFIX}{name}": value for name, value in given.items()}}
    data_dir = tmp_path / "data"
    with subprocess.Popen(
        [sys.executable, "-m", "server.operator.cli", "serve", "--data-dir", str(data_dir)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if re.search(r"https://localhost:\d+/setup#\S{22}", line):
                break
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
    assert process.returncode == 0
    files = [path for path in data_dir.iterdir() if path.is_file()]
    assert {"secrets.json", "resfri.sqlite", "self-made.crt", "self-made.key"} <= {path.name for path in files}
    assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700
    assert [path.name for path in files if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
    assert len(json.loads((data_dir / "secrets.json").read_text())["ws_ticket"][0]["secret"]) == 64


def test_a_new_setup_link_is_printed_until_there_is_an_account(tmp_path: Path) -> None:
    first, second = (resfri("setup-link", "--data-dir", str(tmp_path)).stdout for _ in range(2))
    assert re.fullmatch(r"http://localhost:8080/setup#\S{22}\n", first)
    assert first != second
