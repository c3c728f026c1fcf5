"""coturn as ``deploy/README.md`` tells operators to run it, on private ports, with a certificate of its own."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import json
import shutil
import socket
import subprocess
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from server.runtime.config import Settings, Tls
from server.runtime.tls import CERTIFICATE, KEY, certificate_of, own_addresses
from tests.support.browsers import until

SECRET = "shared by turn server and meeting server"
TURNSERVER = shutil.which("turnserver") or "turnserver"


def own_address(version: int) -> str | None:
    """An address of this machine that is not the loopback's."""
    found = [address for address in own_addresses() if ipaddress.ip_address(address).version == version]
    return next((address for address in found if not ipaddress.ip_address(address).is_loopback), None)


class TurnServer:
    """Relays over UDP, TCP and TLS; ``pin`` is what a browser needs to trust its certificate."""

    def __init__(self, folder: Path) -> None:
        self.address = own_address(4) or "127.0.0.1"
        self.port, self.tls_port = free_port(self.address), free_port(self.address)
        self.pin = make_certificate(folder)
        self._log = folder / "turnserver.log"
        configuration = folder / "turnserver.conf"
        configuration.write_text(self._configuration(folder))
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [TURNSERVER, "-c", str(configuration)], stdout=log, stderr=subprocess.STDOUT, cwd=folder
            )
        until(self._listens, "the TURN server listens")

    def _configuration(self, folder: Path) -> str:
        lines = [
            f"listening-ip={self.address}",
            f"relay-ip={self.address}",
            f"listening-port={self.port}",
            f"tls-listening-port={self.tls_port}",
            "use-auth-secret",
            f"static-auth-secret={SECRET}",
            "realm=example.se",
            f"cert={folder / CERTIFICATE}",
            f"pkey={folder / KEY}",
            f"userdb={folder / 'turndb'}",
            f"pidfile={folder / 'turnserver.pid'}",
            "log-file=stdout",
            "no-cli",
            "no-multicast-peers",
            "no-tcp-relay",
            "denied-peer-ip=0.0.0.0-255.255.255.255",
            "denied-peer-ip=::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            f"allowed-peer-ip={self.address}",
        ]
        return "\n".join([*lines, ""])

    def _listens(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(f"the TURN server ended: {self._log.read_text()}")
        for port in (self.port, self.tls_port):
            with socket.socket() as probe:
                if probe.connect_ex((self.address, port)) != 0:
                    return False
        return True

    @property
    def settings(self) -> dict[str, str]:
        """What the meeting server is told."""
        urls = [
            f"turn:{self.address}:{self.port}?transport=udp",
            f"turn:{self.address}:{self.port}?transport=tcp",
            f"turns:{self.address}:{self.tls_port}?transport=tcp",
        ]
        return {"TURN_URLS": json.dumps(urls), "TURN_SECRET": SECRET}

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)


def free_port(address: str) -> int:
    with socket.socket() as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


def make_certificate(folder: Path) -> str:
    """A certificate for this machine, and the fingerprint of its key as Chromium's command line takes it."""
    certificate_of(Settings(data_dir=folder, tls=Tls.SELF_MADE))
    certificate = x509.load_pem_x509_certificate((folder / CERTIFICATE).read_bytes())
    public = certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(hashlib.sha256(public).digest()).decode()
