"""HTTPS: a certificate of the operator's, or one made here so that phones on the local network can try."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import os
import socket
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from server.runtime.config import Settings, SettingsError

CERTIFICATE = "self-made.crt"
KEY = "self-made.key"
DAYS = 397


def own_addresses() -> list[str]:
    """This machine's addresses on its networks, loopback last."""
    found: list[str] = []
    for family, probe in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with socket.socket(family, socket.SOCK_DGRAM) as test:
            try:
                # Connecting a UDP socket sends nothing; it only asks the system which address it would use.
                test.connect((probe, 9))
                found.append(str(test.getsockname()[0]))
            except OSError:
                continue
    return [*found, "127.0.0.1"]


class Certificate:
    """What browsers are shown.  A renewed one is shown from the next connection on; whoever is connected notices
    nothing.  Raises :class:`SettingsError` when it cannot be used."""

    def __init__(self, settings: Settings) -> None:
        self._path, self._key = _pair(settings)
        self.context = _context_with(self._path, self._key)
        self._seen = self._look()

    @property
    def changed(self) -> bool:
        """Whether one of the files is not what is shown."""
        return self._look() != self._seen

    @property
    def days_left(self) -> float:
        """Of the one in the file; below zero when it has ended.  Raises :class:`SettingsError`."""
        try:
            ends = x509.load_pem_x509_certificate(self._path.read_bytes()).not_valid_after_utc
        except (OSError, ValueError) as error:
            raise SettingsError(f"The certificate {self._path} cannot be read: {error}.") from None
        return (ends - datetime.datetime.now(datetime.UTC)).total_seconds() / 86400

    def reload(self, settings: Settings) -> None:
        """Show what is in the files now.  Raises :class:`SettingsError`; then the one before is shown on."""
        path, key = _pair(settings)
        # A pair that does not fit together must not leave the living context with half of it.
        _context_with(path, key)
        self._path, self._key = path, key
        self._seen = self._look()
        self.context.load_cert_chain(path, key)

    def _look(self) -> list[tuple[int, int]]:
        found = []
        for path in (self._path, self._key):
            with contextlib.suppress(OSError):
                status = path.stat()
                found.append((status.st_mtime_ns, status.st_ino))
        return found


def certificate_of(settings: Settings) -> Certificate | None:
    """None when HTTPS is off.  Raises :class:`SettingsError` when the certificate cannot be used."""
    return Certificate(settings) if settings.https else None


def _pair(settings: Settings) -> tuple[Path, Path]:
    if settings.tls_certificate is None or settings.tls_key is None:
        return _self_made(settings.data_dir)
    return settings.tls_certificate, settings.tls_key


def _context_with(certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise SettingsError(f"The certificate {certificate} cannot be used: {error}.") from None
    return context


def _self_made(data_dir: Path) -> tuple[Path, Path]:
    """The stored self-made pair; made anew when missing, near its end, or made for other addresses."""
    certificate, key = data_dir / CERTIFICATE, data_dir / KEY
    names = ["localhost", socket.gethostname()]
    addresses = own_addresses()
    if certificate.exists() and key.exists() and _still_good(certificate, addresses):
        return certificate, key
    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Resfri on this machine")])
    now = datetime.datetime.now(datetime.UTC)
    alternatives: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
    alternatives += [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    secret = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write_private(key, secret)
    _write_private(certificate, made.public_bytes(serialization.Encoding.PEM))
    return certificate, key


def _still_good(certificate: Path, addresses: list[str]) -> bool:
    stored = x509.load_pem_x509_certificate(certificate.read_bytes())
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=7)
    extension = stored.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    known = {str(address) for address in extension.value.get_values_for_type(x509.IPAddress)}
    return stored.not_valid_after_utc > soon and set(addresses) <= known


def _write_private(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
