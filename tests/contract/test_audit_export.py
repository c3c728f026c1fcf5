"""The audit trail's copy off this machine, at a real syslog listener over TLS and a real HTTPS server (R80)."""

from __future__ import annotations

import asyncio
import json
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import text

from auth.audit.chain import ChainCheck
from auth.audit.events import Link
from auth.audit.heads import Head, HeadKind
from auth.crypto.sealing import new_master_key
from auth.model import Staff, StaffRole
from server.adapters.audit_export import deliver, message
from server.adapters.outside import EVERYWHERE, Outside
from server.services.audit.alerts import Alert
from server.services.audit.delivered import Delivered
from server.services.audit.export import AuditExport, Destination, NotDelivered
from server.services.organisation.settings import TenantSettings
from server.services.vault import Vault
from server.storage.database import Database
from server.storage.organisation.settings import SqlSettingStore
from server.storage.vault import SqlDataKeyStore
from server.wire.api import AuditExportSettings
from tests.contract.test_chains import EVENT, Scene
from tests.support.certificates import Authority
from tests.support.polling import until
from tests.support.trail import KEYS

ANYWHERE = partial(deliver, Outside(EVERYWHERE))


@dataclass
class Receiver:
    """What has arrived; ``breaks_after`` bytes the listener hangs up."""

    records: list[dict[str, Any]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    address: str = ""
    answer: int = 204

    def seqs(self, record: str = "link", tenant: str = "t") -> list[int]:
        return [one["seq"] for one in self.records if (one["record"], one["tenant_id"]) == (record, tenant)]


def server_context(authority: Authority, folder: Path, *names: str) -> ssl.SSLContext:
    certificate, key = authority.certificate(*names)
    (folder / "crt").write_bytes(certificate)
    (folder / "key").write_bytes(key)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "crt", folder / "key")
    return context


@asynccontextmanager
async def syslog(context: ssl.SSLContext, receiver: Receiver, port: int = 0) -> AsyncIterator[int]:
    """RFC 5425: takes frames by their octet count and refuses anything else."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                count = await reader.readuntil(b" ")
                text = (await reader.readexactly(int(count))).decode()
                receiver.lines.append(text)
                receiver.records.append(json.loads(text.partition("\ufeff")[2]))
        except asyncio.IncompleteReadError as error:
            assert error.partial == b""
        finally:
            writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", port, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


@asynccontextmanager
async def https(context: ssl.SSLContext, receiver: Receiver) -> AsyncIterator[int]:
    async def take(request: web.Request) -> web.Response:
        receiver.tokens.add(request.headers.get("Authorization", ""))
        if receiver.answer == 204:
            receiver.records += [json.loads(line) for line in (await request.text()).splitlines()]
        return web.Response(status=receiver.answer, headers={"Location": "https://127.0.0.1:1/"})

    app = web.Application(client_max_size=1 << 24)
    app.router.add_post("/audit", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    try:
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


class Copying:
    def __init__(self, scene: Scene, operators: AuditExportSettings | None) -> None:
        from server.services.audit.health import AuditHealth

        vault = Vault(SqlDataKeyStore(scene.database), new_master_key(), lambda: scene.time)
        self.health = health = AuditHealth(scene.sink, scene.alerts)
        self.settings = TenantSettings(SqlSettingStore(scene.database), vault, health, lambda: scene.time)
        from server.storage.audit.chains import SqlChainStore

        store = SqlChainStore(scene.database)
        given = Destination(operators, ANYWHERE) if operators else None
        delivered = Delivered(scene.folder / "delivered.json")
        self.export = AuditExport(
            store, self.settings, given, ANYWHERE, delivered, health.written, scene.alerts, lambda: scene.time
        )

    async def own(self, scene: Scene, where: AuditExportSettings) -> None:
        """The organisation of the scene names a place; its first record."""
        async with scene.database.engine.begin() as connection:
            await connection.execute(text("INSERT INTO tenants (id, slug, name, created_at) VALUES ('t', 't', 't', 1)"))
        await self.settings.put(Staff("t", "eva", "u", "Eva", StaffRole.ADMINISTRATOR), where)


@asynccontextmanager
async def silent() -> AsyncIterator[int]:
    """Takes connections, and says nothing."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


@pytest.fixture
def scene(database: Database, tmp_path: Path) -> Scene:
    return Scene(database, tmp_path)


@pytest.fixture
def authority() -> Authority:
    return Authority()


def place(kind: str, port: int, authority: Authority) -> AuditExportSettings:
    address = f"localhost:{port}" if kind == "syslog" else f"https://localhost:{port}/audit"
    return AuditExportSettings(kind=kind, address=address, secret="t0ken", ca=authority.pem.decode())  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["syslog", "https"])
async def test_everything_arrives_in_order_and_proves_itself(
    scene: Scene, tmp_path: Path, authority: Authority, kind: str
) -> None:
    receiver = Receiver()
    listen = syslog if kind == "syslog" else https
    async with listen(server_context(authority, tmp_path, "localhost"), receiver) as port:
        copying = Copying(scene, place(kind, port, authority))
        await scene.grow(7)
        await scene.grow(2, "other")
        await copying.export.copy_all()
        await scene.grow(3)
        await copying.export.copy_all()
        await copying.export.copy_all()
        await until(lambda: len(receiver.seqs("head")) == 2 and receiver.seqs("head", "other"))
    assert receiver.seqs() == list(range(1, 11))
    assert receiver.seqs(tenant="other") == [1, 2]
    links = [
        Link(**{k: v for k, v in one.items() if k != "record"}) for one in receiver.records if one["record"] == "link"
    ]
    heads = [
        Head(**{**{k: v for k, v in one.items() if k != "record"}, "kind": HeadKind(one["kind"])})
        for one in receiver.records
        if one["record"] == "head" and one["tenant_id"] == "t"
    ]
    assert all(KEYS.signed(head) for head in heads)
    check = ChainCheck("t", heads, KEYS)
    for link in links:
        if link.tenant_id == "t":
            check.take(link)
    assert (check.finish(), check.checked) == (None, 10)
    assert receiver.tokens == ({"Bearer t0ken"} if kind == "https" else set())
    assert scene.raised == []


async def test_after_an_outage_it_goes_on_where_it_stopped_and_says_that_it_was_behind(
    scene: Scene, tmp_path: Path, authority: Authority
) -> None:
    receiver = Receiver()
    context = server_context(authority, tmp_path, "localhost")
    async with syslog(context, receiver) as port:
        copying = Copying(scene, place("syslog", port, authority))
        await scene.grow(5)
        await copying.export.copy_all()
        await until(lambda: receiver.seqs("head") == [5])
    for _ in range(4):
        await scene.grow(300)
        await copying.export.copy_all()
    assert scene.raised == [], "not yet a minute"
    scene.time += 61
    await copying.export.copy_all()
    assert scene.raised == [Alert.EXPORT_BEHIND]
    async with syslog(context, receiver, port):
        # Another process, as after a restart, knows where it was.
        await Copying(scene, place("syslog", port, authority)).export.copy_all()
        await until(lambda: receiver.seqs("head")[-1] == 1205)
    assert receiver.seqs() == list(range(1, 1206)), "nothing lost, nothing twice"


async def test_a_receiver_that_refuses_gets_it_again(scene: Scene, tmp_path: Path, authority: Authority) -> None:
    receiver = Receiver(answer=503)
    async with https(server_context(authority, tmp_path, "localhost"), receiver) as port:
        copying = Copying(scene, place("https", port, authority))
        await scene.grow(3)
        for status in (503, 500, 302, 401):
            receiver.answer = status
            await copying.export.copy_all()
        assert receiver.records == []
        receiver.answer = 204
        await copying.export.copy_all()
    assert receiver.seqs() == [1, 2, 3]


@pytest.mark.parametrize("kind", ["syslog", "https"])
async def test_nothing_is_told_to_whoever_cannot_prove_who_they_are(
    scene: Scene, tmp_path: Path, authority: Authority, kind: str
) -> None:
    receiver = Receiver()
    listen = syslog if kind == "syslog" else https
    await scene.grow(1)
    for trusted, names in ((Authority(), ("localhost",)), (authority, ("elsewhere.example.se",))):
        async with listen(server_context(authority, tmp_path, *names), receiver) as port:
            with pytest.raises(NotDelivered, match="certificate"):
                await ANYWHERE(
                    place(kind, port, trusted), [{"record": "link", "at": 0.0, "tenant_id": "t", "seq": 1, "hash": "h"}]
                )
    assert receiver.records == []


async def test_without_tls_nothing_is_sent(authority: Authority) -> None:
    plain = AuditExportSettings(kind="https", address="http://localhost:1/audit", secret=None, ca="")
    with pytest.raises(NotDelivered, match="https"):
        await ANYWHERE(plain, [])


async def test_an_organisation_may_name_a_place_of_its_own(scene: Scene, tmp_path: Path, authority: Authority) -> None:
    for_all, own = Receiver(), Receiver()
    context = server_context(authority, tmp_path, "localhost")
    async with syslog(context, for_all) as one, syslog(context, own) as other:
        copying = Copying(scene, place("syslog", one, authority))
        await copying.own(scene, place("syslog", other, authority))
        await scene.grow(2)
        await scene.grow(2, "other")
        await copying.export.copy_all()
        await until(lambda: own.seqs("head") and for_all.seqs("head", "other"))
    assert own.seqs() == for_all.seqs() == [1, 2, 3], "the operator's place has everybody's"
    assert (own.seqs(tenant="other"), for_all.seqs(tenant="other")) == ([], [1, 2])


async def test_a_place_that_does_not_answer_holds_up_no_other(
    scene: Scene, tmp_path: Path, authority: Authority
) -> None:
    receiver = Receiver()
    async with syslog(server_context(authority, tmp_path, "localhost"), receiver) as port, silent() as dead:
        copying = Copying(scene, place("syslog", port, authority))
        await copying.own(scene, place("syslog", dead, authority))
        await scene.grow(2)
        copies = asyncio.ensure_future(copying.export.copy_all())
        await until(lambda: receiver.seqs("head"))
        copies.cancel()
        await asyncio.gather(copies, return_exceptions=True)
    assert receiver.seqs() == [1, 2, 3]


async def test_what_is_written_leaves_at_once_and_before_it_is_signed(
    scene: Scene, tmp_path: Path, authority: Authority
) -> None:
    receiver = Receiver()
    async with syslog(server_context(authority, tmp_path, "localhost"), receiver) as port:
        copying = Copying(scene, place("syslog", port, authority))
        running = asyncio.ensure_future(copying.export.keep_copying())
        for count in range(1, 4):
            await copying.health.record(EVENT)
            await until(lambda count=count: receiver.seqs() == list(range(1, count + 1)))  # type: ignore[misc]
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert receiver.seqs("head") == []


async def test_it_is_said_once_where_the_trail_stays_on_this_machine(
    scene: Scene, authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    await scene.grow(1)
    await Copying(scene, place("syslog", 1, authority)).export.say_what_stays()
    assert caplog.messages == []
    await Copying(scene, None).export.say_what_stays()
    assert caplog.messages == ["the audit trail is not copied off this machine; RESFRI_AUDIT_EXPORT says where to"]


def test_a_syslog_message_is_structured_and_nothing_in_it_breaks_out() -> None:
    record = {
        "record": "link",
        "at": 1_800_000_000.123,
        "tenant_id": 'a"]\\ b\n<1>',
        "seq": 7,
        "hash": "h",
        "action": "admitted",
    }
    text = message(record).decode()
    assert re.match(r"<110>1 2027-01-15T08:00:00\.123Z \S+ resfri - admitted \[audit@32473 ", text)
    assert 'organisation="a\\"\\]\\\\ b\n<1>" seq="7" hash="h"] \ufeff{' in text
    assert json.loads(text.partition("\ufeff")[2]) == record
