"""A renewed certificate and changed settings while the server runs: a signal never ends it."""

from __future__ import annotations

import asyncio
import signal
import ssl
from pathlib import Path

import pytest
from cryptography import x509

from server.operator.reload import Reload
from server.operator.serve import Serving
from server.runtime import tls
from server.runtime.config import Settings, SettingsError, Tls
from server.services.audit.alerts import Alert
from tests.support.certificates import Authority
from tests.support.polling import until
from tests.support.process import ServerProcess, server_process
from tests.support.server import Browser, running_server

NAMES = ("localhost", "127.0.0.1")


class Files:
    """A certificate and its key on disk, as a renewal writes them."""

    def __init__(self, folder: Path) -> None:
        self.certificate, self.key = folder / "fullchain.pem", folder / "privkey.pem"
        self.authority = Authority()
        self.renew()

    def renew(self) -> None:
        certificate, key = self.authority.certificate(*NAMES)
        self.certificate.write_bytes(certificate)
        self.key.write_bytes(key)

    def break_pair(self) -> None:
        """A new certificate with the key of the one before."""
        self.certificate.write_bytes(self.authority.certificate(*NAMES)[0])

    @property
    def serial(self) -> int:
        return x509.load_pem_x509_certificate(self.certificate.read_bytes()).serial_number


def shown(port: int) -> int:
    """The serial number of the certificate that a browser is shown."""
    pem = ssl.get_server_certificate(("127.0.0.1", port), timeout=10)
    return x509.load_pem_x509_certificate(pem.encode()).serial_number


async def said(server: ServerProcess, text: str, times: int = 1) -> None:
    await until(lambda: server.printed.count(text) >= times)


async def hang_up(server: ServerProcess) -> None:
    server.process.send_signal(signal.SIGHUP)


async def test_the_hook_of_a_renewal_ends_nothing_and_what_can_change_has_changed(tmp_path: Path) -> None:
    files = Files(tmp_path)
    paths = {"TLS_CERTIFICATE": str(files.certificate), "TLS_KEY": str(files.key)}
    async with server_process(tmp_path, **paths) as server:
        port = int(server.origin.rpartition(":")[2])
        assert await asyncio.to_thread(shown, port) == files.serial
        files.renew()
        await hang_up(server)
        await said(server, "The certificate is loaded anew; it is good for 9 days.")
        assert await asyncio.to_thread(shown, port) == files.serial
        kept = files.serial
        files.break_pair()
        (tmp_path / "resfri.toml").write_text('admin_networks = ["10.0.0.0/8"]\nroom_capacity = 7\n')
        await hang_up(server)
        await said(server, "The certificate stays as it is: ")
        assert "Changed: admin_networks.\nThese change at the next start: room_capacity." in server.printed
        assert await asyncio.to_thread(shown, port) == kept
        (tmp_path / "resfri.toml").write_text("nonsense = 1\n")
        await hang_up(server)
        await said(server, "The settings stay as they are: Unknown setting nonsense")
        assert server.process.returncode is None


def nothing(_: str) -> None:
    """Said to nobody."""


def fail() -> Settings:
    raise SettingsError("The settings file resfri.toml cannot be read.")


async def test_a_renewed_certificate_is_found_without_a_signal_and_one_that_ends_is_an_alert(tmp_path: Path) -> None:
    files = Files(tmp_path)
    given = {"tls_certificate": files.certificate, "tls_key": files.key}
    async with running_server(tmp_path, **given) as server:
        alerts = server.running.core.alerts
        reload = Reload(server.running, Settings(data_dir=tmp_path, **given), server.certificate, fail, nothing)
        reload.look_at_certificate()
        assert [one.alert for one in alerts.seen] == [Alert.CERTIFICATE_ENDS], "it is good for nine days only"
        files.renew()
        reload.look_at_certificate()
        assert await asyncio.to_thread(shown, server.port) == files.serial
        (last,) = (one for one in alerts.seen if one.alert is Alert.CERTIFICATE_ENDS)
        kept = files.serial
        files.break_pair()
        reload.look_at_certificate()
        (still,) = (one for one in alerts.seen if one.alert is Alert.CERTIFICATE_ENDS)
        reload.look_at_certificate()
        (told,) = (one for one in alerts.seen if one.alert is Alert.CERTIFICATE_ENDS)
        assert told.count - still.count == 2, "that it ends, and that it cannot be used"
        files.certificate.unlink()
        reload.look_at_certificate()
        assert await asyncio.to_thread(shown, server.port) == kept
        files.renew()
        reload.look_at_certificate()
        assert await asyncio.to_thread(shown, server.port) == files.serial
        assert next(one for one in alerts.seen if one.alert is Alert.CERTIFICATE_ENDS).count > last.count


async def test_administration_is_confined_anew_without_a_restart(server: Serving, agent: Browser) -> None:
    given = server.running
    assert (await agent.get("/api/admin/staff")).status == 200
    confined = Settings(admin_networks=["10.0.0.0/8"])  # type: ignore[list-item]
    said: list[str] = []
    Reload(given, Settings(), None, lambda: confined, said.append).everything()
    assert said == ["Changed: admin_networks."]
    assert (await agent.get("/api/admin/staff")).json["code"] == "not_from_here"


def test_a_self_made_certificate_can_be_looked_at_too(tmp_path: Path) -> None:
    made = tls.certificate_of(Settings(data_dir=tmp_path, tls=Tls.SELF_MADE))
    assert made is not None
    assert not made.changed
    assert made.days_left > 390
    assert tls.certificate_of(Settings(data_dir=tmp_path)) is None
    with pytest.raises(SettingsError, match="cannot be used"):
        made.reload(Settings(data_dir=tmp_path, tls_certificate=tmp_path / "no.pem", tls_key=tmp_path / "no.key"))
