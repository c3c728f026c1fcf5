"""Typed settings.  They come from ``RESFRI_*`` environment variables and from ``resfri.toml`` in the data directory;
an unknown key, a bad value or a weak secret stops the start with one sentence."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pydantic import Field, IPvAnyNetwork, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as PydanticSettingsError

from server.runtime.logs import LogLevel

PREFIX = "RESFRI_"
FILE_NAME = "resfri.toml"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
MIN_TURN_SECRET = 16
MIN_DATABASE_PASSWORD = 12
TURN_URL = re.compile(r"(turn|turns(?!.*=udp)):([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?(\?transport=(udp|tcp))?")
"""RFC 7065, without DTLS, which browsers do not speak to TURN servers."""


_PLACEHOLDER = re.compile(
    r"(?i)change|replace|placeholder|example|your[-_ ]|password|secret|xxx|12345678|qwerty|test|demo"
)
_SHOUTED = re.compile(r"[A-Z0-9]+([-_ ][A-Z0-9]+)+")
"""How documents, ours too, write what a reader must fill in."""
MIN_DIFFERENT = 8
_FIELD_NAMED = re.compile(r'field "(\w+)"')


def weakness(secret: str, shortest: int) -> str | None:
    """Why a secret is none (R20)."""
    if len(secret) < shortest:
        return f"must have at least {shortest} characters"
    if _SHOUTED.fullmatch(secret) or (_PLACEHOLDER.search(secret) and " " not in secret):
        return "is a placeholder; make one with: openssl rand -hex 32"
    if len(set(secret)) < MIN_DIFFERENT:
        return "repeats itself; make one with: openssl rand -hex 32"
    return None


class SettingsError(Exception):
    """One sentence for the operator."""


class Tls(StrEnum):
    OFF = "off"
    SELF_MADE = "self-made"


class VirusScan(StrEnum):
    REQUIRED = "required"
    OFF = "off"


class Settings(BaseSettings):
    """All settings.  Each has a default that works on one machine."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    data_dir: Path = Field(Path("data"), description="Where the database, the keys and the files are kept.")
    host: str = Field("127.0.0.1", description="Address that the web server listens on; 0.0.0.0 for the network.")
    port: int = Field(8080, ge=0, le=65535, description="Port of the web server; 0 lets the system choose.")
    public_url: str = Field("", description="Address that people use, as https://host; empty means localhost.")
    tls: Tls = Field(Tls.OFF, description="off, or self-made to make a certificate for this machine.")
    tls_certificate: Path | None = Field(None, description="Certificate chain (PEM); with tls_key turns HTTPS on.")
    tls_key: Path | None = Field(None, description="Private key of the certificate (PEM).")
    media_workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, le=128, description="Media processes; one per core."
    )
    media_port: int = Field(
        40000, ge=0, le=65000, description="First media port, UDP and TCP; each worker takes the next. 0: any."
    )
    media_host: str = Field("::", description="Address that the media ports listen on; :: is all, IPv4 too.")
    media_addresses: list[str] = Field([], description="Addresses announced to browsers; empty: the machine's own.")
    turn_urls: list[str] = Field([], description="TURN servers for networks that let nothing through directly.")
    turn_secret: SecretStr | None = Field(None, description="The secret shared with them (coturn: static-auth-secret).")
    master_key: SecretStr | None = Field(None, description="The key of all keys, in hexadecimal, if not in a file.")
    master_key_file: Path | None = Field(None, description="Where it is kept; empty: master.key in the data directory.")
    database_url: str = Field("", description="postgresql://role@host/name; empty: SQLite in the data directory.")
    database_password: SecretStr | None = Field(None, description="The role's password, if it is not in the URL.")
    database_ca: Path | None = Field(None, description="Authority of PostgreSQL's certificate (PEM).")
    database_pool: int = Field(10, ge=2, le=200, description="Most connections to PostgreSQL.")
    audit_export: str = Field("", description="Where the audit trail is copied: syslog://host:6514 or https://address.")
    audit_export_token: SecretStr | None = Field(None, description="Bearer token for https.")
    audit_export_ca: Path | None = Field(None, description="Authority of the receiver's certificate (PEM).")
    virus_scan: VirusScan = Field(
        VirusScan.REQUIRED, description="required: no file passes without the scanner; off: none is scanned."
    )
    clamd_socket: Path = Field(Path("/run/clamav/clamd.ctl"), description="Local socket of ClamAV's daemon.")
    max_file_mib: int = Field(50, ge=1, le=2000, description="Largest file that may be sent in a meeting, in MiB.")
    max_meeting_mib: int = Field(500, ge=1, le=100_000, description="Most that a meeting's files may take, in MiB.")
    web_dir: Path = Field(Path(__file__).resolve().parents[2] / "web" / "dist", description="The built web client.")
    trusted_proxies: list[IPvAnyNetwork] = Field([], description="Proxies whose X-Forwarded-For is believed.")
    admin_networks: list[IPvAnyNetwork] = Field([], description="Networks that administration answers; empty: all.")
    admin_url: str = Field("", description="Administration's own address, if it has one, as https://admin.host.")
    inner_networks: list[IPvAnyNetwork] = Field(
        [], description="Networks of your own that organisations' mail, SMS and sign-in settings may lead to."
    )
    plain_mail: bool = Field(False, description="Whether organisations may send mail to a server without TLS.")
    max_connections: int = Field(4000, ge=50, le=100_000, description="Most open connections in all.")
    max_connections_per_address: int = Field(
        1000, ge=10, le=100_000, description="Most from one address (IPv6: one /64), if it is no trusted proxy."
    )
    log_level: LogLevel = Field(LogLevel.INFO, description="info, or debug for more of our own events.")
    room_capacity: int = Field(100, ge=2, le=1000, description="Most participants in one meeting.")
    seat_grace_seconds: float = Field(45.0, gt=0, le=600, description="How long a lost connection keeps its seat.")

    @field_validator("public_url", "admin_url")
    @classmethod
    def _is_origin(cls, value: str) -> str:
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
            raise ValueError("must be an address without a path, such as https://meet.example.se")
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("database_url")
    @classmethod
    def _is_known_database(cls, value: str) -> str:
        if value and urlsplit(value).scheme.partition("+")[0] not in ("sqlite", "postgresql"):
            raise ValueError("must be a PostgreSQL address such as postgresql://resfri@db.example.se/resfri")
        return value

    @field_validator("audit_export")
    @classmethod
    def _is_a_receiver(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("syslog", "https") or not parts.hostname):
            raise ValueError("must be syslog://host:6514 (with TLS) or https://host/path")
        return value

    @field_validator("audit_export_ca", "database_ca")
    @classmethod
    def _can_be_read(cls, value: Path | None) -> Path | None:
        if value is not None and not os.access(value, os.R_OK):
            raise ValueError(f"{value} cannot be read")
        return value

    @field_validator("turn_urls")
    @classmethod
    def _are_turn_servers(cls, values: list[str]) -> list[str]:
        for value in values:
            if not TURN_URL.fullmatch(value):
                raise ValueError(
                    f"{value} is not a TURN server such as turn:turn.example.se:3478 or "
                    "turns:turn.example.se:443?transport=tcp"
                )
        return values

    @model_validator(mode="after")
    def _turn_is_whole(self) -> Settings:
        secret = self.turn_secret.get_secret_value() if self.turn_secret else ""
        if bool(self.turn_urls) != bool(secret):
            raise ValueError("turn_urls and turn_secret must be set together")
        problem = weakness(secret, MIN_TURN_SECRET) if secret else None
        if problem is not None:
            raise ValueError(f"turn_secret {problem}")
        return self

    @model_validator(mode="after")
    def _database_is_guarded(self) -> Settings:
        given = self.database_password.get_secret_value() if self.database_password else ""
        password = given or unquote(urlsplit(self.database_url).password or "")
        problem = weakness(password, MIN_DATABASE_PASSWORD) if password else None
        if problem is not None:
            raise ValueError(f"the password of the database {problem}")
        return self

    @model_validator(mode="after")
    def _certificate_is_whole(self) -> Settings:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("tls_certificate and tls_key must be set together")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what :func:`load` hands in: it merges file, environment and command line in that order."""
        return (init_settings,)

    @property
    def https(self) -> bool:
        return self.tls is Tls.SELF_MADE or self.tls_certificate is not None

    @property
    def https_only(self) -> bool:
        """People come over HTTPS with a certificate that browsers trust, from us or from a proxy before us."""
        trusted = self.tls_certificate is not None or self.public_url.startswith("https://")
        return trusted and self.tls is not Tls.SELF_MADE

    @property
    def without_camera(self) -> str:
        """Why browsers give nobody a camera here, as a sentence; empty where they do (W3C Secure Contexts, section
        3.1)."""
        if self.public_url.startswith("http://") and urlsplit(self.public_url).hostname not in LOOPBACK:
            return (
                f"Browsers give nobody a camera at {self.public_url}: people must come by https. Put HTTPS in front "
                "and set RESFRI_PUBLIC_URL=https://..., or set RESFRI_TLS_CERTIFICATE and RESFRI_TLS_KEY."
            )
        if not self.public_url and not self.https and self.host not in LOOPBACK:
            return (
                f"The server listens on {self.host} without HTTPS, and browsers give nobody a camera then. Use --https "
                "to try it on your network, set RESFRI_TLS_CERTIFICATE and RESFRI_TLS_KEY, or set "
                "RESFRI_PUBLIC_URL=https://... where a proxy has the certificate."
            )
        return ""

    def origin(self, port: int) -> str:
        """The address that people use, given the port actually listened on."""
        if self.public_url:
            return self.public_url
        return f"{'https' if self.https else 'http'}://localhost:{port}"


_SECRETS = {name for name, field in Settings.model_fields.items() if field.annotation == SecretStr | None}


def load(overrides: Mapping[str, Any] | None = None) -> Settings:
    """Read environment and file.  ``overrides`` (from the command line) win over both.  Raises
    :class:`SettingsError` with one sentence."""
    given = dict(overrides or {})
    environment = {name for name in os.environ if name.startswith(PREFIX)}
    unknown = environment - {PREFIX + name.upper() for name in Settings.model_fields}
    if unknown:
        raise SettingsError(f"Unknown setting {sorted(unknown)[0]}; `resfri settings` lists the known ones.")
    try:
        in_environment = EnvSettingsSource(Settings)()
        data_dir = Path(given.get("data_dir") or in_environment.get("data_dir") or "data")
        return Settings(**{**_read_file(data_dir / FILE_NAME), **in_environment, **given})
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None
    except PydanticSettingsError as error:
        named = _FIELD_NAMED.search(str(error))
        name = f"{PREFIX}{named[1].upper()}" if named else "A setting in the environment"
        sentence = f'{name} cannot be read; a list is written as JSON, such as \'["one", "two"]\'.'
        raise SettingsError(sentence) from None


def _read_file(path: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(path.read_text())
        if path.stat().st_mode & 0o077 and not _SECRETS.isdisjoint(found):
            raise SettingsError(f"{path} holds a secret and can be read by others; run: chmod 600 {path}")
        return found
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"The settings file {path.name} cannot be read: {error}.") from None


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"Unknown setting {name}; `resfri settings` lists the known ones."
    if first["type"].startswith("path_"):
        return f"Setting {name} is wrong: it must be a path."
    message = str(first["msg"]).removeprefix("Value error, ")
    return f"Setting {name} is wrong: {message}." if name else f"The settings are wrong: {message}."
