"""A PostgreSQL server of our own: on a private port, in a directory of its own, as a user who is not root."""

from __future__ import annotations

import atexit
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

import asyncpg

from tests.support.certificates import Authority

PASSWORD = secrets.token_urlsafe(16)
OWNER = "resfri_owner"
START_SECONDS = 30.0
EMPTY = "template1"


def programs() -> Path | None:
    """Where Debian's package, or the machine, has the server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


class Postgres:
    """Listens on 127.0.0.1 with password and TLS.  ``authority`` is the PEM file that its certificate comes from."""

    def __init__(self, folder: Path, bin_dir: Path) -> None:
        self.folder = folder
        self.authority = folder / "ca.pem"
        self.port = _free_port()
        self._bin = bin_dir
        self._data = folder / "data"
        self._names = iter(range(1, 1_000_000))
        self._prepare()
        command = [*_unprivileged(), str(bin_dir / "postgres"), "-D", str(self._data)]
        with (folder / "log").open("w") as log:
            self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log, cwd=folder)
        self._wait()

    def _prepare(self) -> None:
        password = self.folder / "password"
        password.write_text(PASSWORD)
        authority = Authority()
        self.authority.write_bytes(authority.pem)
        certificate, key = authority.certificate("localhost", "127.0.0.1")
        (self.folder / "server.crt").write_bytes(certificate)
        (self.folder / "server.key").write_bytes(key)
        (self.folder / "server.key").chmod(0o600)
        if os.getuid() == 0:
            for path in (self.folder, *self.folder.iterdir()):
                shutil.chown(path, "postgres", "postgres")
        options = ["-A", "scram-sha-256", "-U", OWNER, "--pwfile", str(password), "-E", "UTF8", "--locale", "C", "-N"]
        command = [*_unprivileged(), str(self._bin / "initdb"), "-D", str(self._data), *options]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder)
        with (self._data / "postgresql.conf").open("a") as settings:
            settings.write(
                f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{self.folder}'\n"
                "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 200\n"
                f"ssl = on\nssl_cert_file = '{self.folder}/server.crt'\nssl_key_file = '{self.folder}/server.key'\n"
            )

    def _wait(self) -> None:
        ready = [str(self._bin / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        end = time.monotonic() + START_SECONDS
        while subprocess.run(ready).returncode != 0:
            if time.monotonic() > end or self._process.poll() is not None:
                raise AssertionError(f"PostgreSQL did not start: {(self.folder / 'log').read_text()}")
            time.sleep(0.05)

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(
            host="127.0.0.1", port=self.port, user=OWNER, password=PASSWORD, database="postgres", ssl=False
        )
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def new_database(self, template: str = EMPTY) -> str:
        """The address of a database that is a copy of another; of the empty one unless told otherwise."""
        name = f"resfri_{next(self._names)}"
        await self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    async def new_role(self) -> str:
        """The name of a role that may sign in and nothing else."""
        name = f"role_{next(self._names)}"
        await self._execute(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
        return name

    def url(self, database: str, *, role: str = OWNER, host: str = "127.0.0.1") -> str:
        return f"postgresql://{role}:{PASSWORD}@{host}:{self.port}/{database}"

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=10)
        shutil.rmtree(self.folder)


@cache
def postgres() -> Postgres | None:
    """One server for all tests of this process; None where it is not installed, or may not run."""
    bin_dir = programs()
    if bin_dir is None or (os.getuid() == 0 and not _has_user("postgres")):
        return None
    server = Postgres(Path(tempfile.mkdtemp(prefix="resfri-pg-")), bin_dir)
    atexit.register(server.stop)
    return server


def _unprivileged() -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []


def _has_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
