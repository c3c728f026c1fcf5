"""Keys: where they are kept, what is refused, and rotation while people come and go (R20, R27, R85)."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest

from auth.crypto.sealing import MasterKey, new_master_key
from server.operator.serve import Serving, operated, serving, stop_signal
from server.runtime.config import Settings
from server.runtime.secrets import NOTHING, load_or_make, write_masters
from server.services.vault import Vault
from server.storage.vault import SqlDataKeyStore
from tests.integration.server.test_cli import assert_sentence, resfri
from tests.support.server import Browser, make_meeting, running_server, set_up
from tests.support.server import settings as small_settings
from tests.support.staff import first_account

HEX = "".join(f"{number:02x}" for number in range(32))


def test_the_first_start_makes_a_master_key_beside_the_secrets(tmp_path: Path) -> None:
    made = load_or_make(Settings(data_dir=tmp_path), NOTHING)
    assert (tmp_path / "master.key").stat().st_mode & 0o077 == 0
    assert load_or_make(Settings(data_dir=tmp_path)).masters == made.masters
    assert made.master.secret.hex() not in (tmp_path / "secrets.json").read_text()
    assert made.master.secret.hex() not in repr(made)


def test_a_master_key_of_before_moves_out_of_the_secrets(tmp_path: Path) -> None:
    load_or_make(Settings(data_dir=tmp_path), NOTHING)
    (tmp_path / "master.key").unlink()
    stored = json.loads((tmp_path / "secrets.json").read_text())
    (tmp_path / "secrets.json").write_text(json.dumps({**stored, "master": HEX}))
    assert load_or_make(Settings(data_dir=tmp_path)).master.secret.hex() == HEX
    assert json.loads((tmp_path / "secrets.json").read_text()) == stored
    assert load_or_make(Settings(data_dir=tmp_path)).master.secret.hex() == HEX


def test_the_environment_and_systemd_may_hold_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = load_or_make(Settings(data_dir=tmp_path, master_key=HEX), NOTHING)  # type: ignore[arg-type]
    assert given.master.secret.hex() == HEX
    assert not (tmp_path / "master.key").exists()
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "resfri-master-key").write_text(HEX[::-1] + "\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    assert load_or_make(Settings(data_dir=tmp_path)).master.secret.hex() == HEX[::-1]
    elsewhere = tmp_path / "elsewhere"
    write_masters(elsewhere, (MasterKey(bytes.fromhex(HEX)),))
    monkeypatch.delenv("CREDENTIALS_DIRECTORY")
    assert load_or_make(Settings(data_dir=tmp_path, master_key_file=elsewhere)).master.secret.hex() == HEX


@pytest.mark.parametrize("text", ["", "00" * 32, HEX[:-2], "zz" * 32, f"{HEX} {HEX} {HEX}", "CHANGE-ME"])
def test_a_weak_or_placeholder_master_key_stops_the_start(tmp_path: Path, text: str) -> None:
    assert_sentence(resfri("setup-link", "--data-dir", str(tmp_path), MASTER_KEY=text or " "), "32 random bytes")


def test_a_missing_an_open_and_a_wrong_master_key_stop_the_start(tmp_path: Path) -> None:
    asyncio.run(_with_a_sealed_value(tmp_path))
    path = tmp_path / "master.key"
    right = path.read_text()
    path.chmod(0o644)
    assert_sentence(resfri("setup-link", "--data-dir", str(tmp_path)), "read by others")
    path.unlink()
    assert_sentence(resfri("setup-link", "--data-dir", str(tmp_path)), "missing", "put it back")
    write_masters(path, (new_master_key(),))
    assert_sentence(resfri("setup-link", "--data-dir", str(tmp_path)), "not the one")
    path.write_text(right)
    assert "already" in resfri("setup-link", "--data-dir", str(tmp_path)).stderr


async def _with_a_sealed_value(data_dir: Path) -> tuple[str, bytes]:
    async with running_server(data_dir, database_url="") as server, Browser(server.origin) as browser:
        await set_up(server, browser)
        tenant = (await first_account(server)).tenant_id
        return tenant, await server.running.core.vault.seal(tenant, "x", "secret text")


async def test_rotating_a_running_servers_keys_fails_nobody(tmp_path: Path) -> None:
    """People open sockets with tickets and settings are read all the while."""
    given = small_settings(tmp_path)
    stop = stop_signal()
    failures: list[str] = []
    rounds = 0
    async with (
        serving(given, lambda _: None) as server,
        operated(server, given, stop, lambda _: None, lambda: given),
        Browser(server.origin) as browser,
    ):
        await set_up(server, browser)
        meeting, _ = await make_meeting(browser, "Anna")
        core = server.running.core
        tenant = (await first_account(server)).tenant_id
        sealed = await core.vault.seal(tenant, "x", "secret text")
        done = asyncio.Event()

        async def people() -> None:
            nonlocal rounds
            while not done.is_set():
                early = await browser.ticket(meeting)
                await asyncio.sleep(0.05)
                try:
                    server.running.meetings.signalling.tickets.redeem(early)
                    fresh = await core.vault.seal(tenant, "y", "more", scope=f"{meeting}{rounds}")
                    assert await core.vault.open(tenant, "y", fresh, scope=f"{meeting}{rounds}") == "more"
                    assert await core.vault.open(tenant, "x", sealed) == "secret text"
                    assert (await browser.get("/api/me")).status == 200
                except Exception as error:
                    failures.append(repr(error))
                rounds += 1

        task = asyncio.get_running_loop().create_task(people())
        outputs = [
            await asyncio.to_thread(resfri, "keys", "rotate", *options, "--data-dir", str(tmp_path))
            for options in (("--tokens",), ("--master",), ())
        ]
        done.set()
        await task
        assert [one.returncode for one in outputs] == [0, 0, 0], outputs
        assert failures == []
        assert rounds > 10
        assert (tmp_path / "master.key").read_text().count("\n") == 1
        await _reads_after_restart(core.vault, server, given, tenant, sealed)


async def _reads_after_restart(running: Vault, server: Serving, given: Settings, tenant: str, sealed: bytes) -> None:
    fresh = Vault(SqlDataKeyStore(server.running.core.database), load_or_make(given).master, lambda: 0.0)
    assert await fresh.opens()
    assert await fresh.open(tenant, "x", sealed) == "secret text"
    assert await running.open(tenant, "x", sealed) == "secret text"


async def test_a_rotation_that_was_interrupted_leaves_everything_readable_and_is_finished_by_the_next(
    tmp_path: Path,
) -> None:
    tenant, sealed = await _with_a_sealed_value(tmp_path)
    path = tmp_path / "master.key"
    (old,) = load_or_make(Settings(data_dir=tmp_path)).masters
    new = new_master_key()
    write_masters(path, (new, old))
    # Here the first attempt ended: both keys are known, and no data key has been wrapped again.
    async with running_server(tmp_path, database_url="") as server:
        assert await server.running.core.vault.open(tenant, "x", sealed) == "secret text"
    result = await asyncio.to_thread(resfri, "keys", "rotate", "--master", "--data-dir", str(tmp_path))
    assert result.returncode == 0, result.stderr
    (newest,) = load_or_make(Settings(data_dir=tmp_path)).masters
    assert newest not in (old, new)
    async with running_server(tmp_path, database_url="") as server:
        assert await server.running.core.vault.open(tenant, "x", sealed) == "secret text"


def test_a_key_from_the_environment_is_rotated_by_giving_both(tmp_path: Path) -> None:
    environment = {"MASTER_KEY": HEX}
    assert resfri("setup-link", "--data-dir", str(tmp_path), **environment).returncode == 0
    refused = resfri("keys", "rotate", "--master", "--data-dir", str(tmp_path), **environment)
    assert_sentence(refused, "NEW,PRESENT")
    both = {"MASTER_KEY": f"{HEX[::-1]},{HEX}"}
    assert resfri("keys", "rotate", "--master", "--data-dir", str(tmp_path), **both).returncode == 0


def test_nothing_secret_is_in_the_database_or_its_journal(tmp_path: Path) -> None:
    """A stolen database and disk without the master key: no plaintext."""
    asyncio.run(_with_a_sealed_value(tmp_path))
    stolen = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.name.startswith("resfri.sqlite"))
    assert b"secret text" not in stolen
    assert bytes.fromhex((tmp_path / "master.key").read_text().strip()) not in stolen
    assert os.stat(tmp_path / "resfri.sqlite").st_mode & 0o077 == 0
