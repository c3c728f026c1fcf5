"""What happens before anything is checked: bodies judged by their heads, one deadline, bounded connections, and answers
to what is no request."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import gzip
import logging
import socket
from pathlib import Path

import pytest

from server.http import body, connections
from server.http.api.browser_policy import HEADERS
from server.http.api.routes import ROUTES
from server.operator.serve import Serving
from server.runtime.config import Tls
from server.services.files.files import MAX_PIECE
from server.services.support import condition
from server.wire.room.messages import WIRE_VERSION
from tests.support.polling import until
from tests.support.server import Browser, raw, running_server


@pytest.fixture(autouse=True)
def short_farewell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LINGER_SECONDS", 0.1)


async def answered(server: Serving, sent: bytes) -> bytes:
    """All that comes back until the server closes."""
    async with raw(server) as (reader, writer):
        writer.write(sent)
        with contextlib.suppress(ConnectionError):
            return await asyncio.wait_for(reader.read(), 20)
    return b""


def head(method: str, path: str, *lines: str) -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: x", "Connection: close", *lines, "", ""]).encode()


# --- bodies ---------------------------------------------------------------------------------------------------------


async def test_a_compressed_body_is_refused_on_every_path_and_never_inflated(
    server: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    def inflated(*_: object, **__: object) -> None:
        raise AssertionError("a body was inflated")

    monkeypatch.setattr("aiohttp.http_parser.DeflateBuffer.__init__", inflated)
    packed = gzip.compress(b"x" * 1_000_000)
    async with Browser(server.origin) as stranger:
        for method, path in [*{(route.method, "/api/x") for route in ROUTES}, ("POST", "/api/reports"), ("PUT", "/x")]:
            for encoding in ("gzip", "deflate", "br", "zstd", "gzip, gzip", "x"):
                answer = await stranger.send(method, path, packed, Content_Encoding=encoding)
                assert (answer.status, answer.json["code"]) == (415, "encoded"), (method, path, encoding)
        assert (await stranger.send("POST", "/api/sign-out", b"{}", Content_Encoding="identity")).status == 401


@pytest.mark.parametrize(
    ("method", "path", "most"),
    [("POST", "/api/sign-in", 64 * 1024), ("PUT", "/api/uploads/x", MAX_PIECE), ("POST", "/api/reports", 8 * 1024)],
)
async def test_a_body_that_declares_too_much_is_refused_before_it_is_sent(
    server: Serving, method: str, path: str, most: int
) -> None:
    assert b" 413 " in await answered(server, head(method, path, f"Content-Length: {most + 1}"))
    async with Browser(server.origin) as stranger:
        assert (await stranger.send(method, path, b"x" * most, X_Resfri=None)).status in (204, 403)


async def test_nobody_is_invited_to_send_a_body_that_is_not_wanted(server: Serving) -> None:
    said = ["Content-Length: 4", "Expect: 100-continue", "X-Resfri: 1", "Content-Type: application/json"]
    refused = await answered(server, head("POST", "/api/sign-in", "Origin: https://evil.example", *said))
    assert b"100 Continue" not in refused
    assert b" 403 " in refused
    wanted = await answered(server, head("POST", "/api/sign-in", f"Origin: {server.origin}", *said) + b"nope")
    assert wanted.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 ")
    other = await answered(server, head("POST", "/api/sign-in", "Expect: miracles"))
    assert b" 400 " in other
    assert b"miracles" not in other


async def test_every_body_has_one_deadline_whoever_reads_it(server: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "BODY_SECONDS", 0.2)
    said = [f"Origin: {server.origin}", "X-Resfri: 1", "Content-Type: application/json"]
    for declared in ("Content-Length: 100", "Transfer-Encoding: chunked"):
        for path in ("/api/reports", "/api/sign-in", "/api/guest/check"):
            assert b" 408 " in await answered(server, head("POST", path, declared, *said)), (path, declared)


async def test_a_broken_or_forsaken_body_is_no_fault_of_the_server(
    server: Serving, caplog: pytest.LogCaptureFixture
) -> None:
    said = [f"Origin: {server.origin}", "X-Resfri: 1", "Content-Type: application/json"]
    broken = head("POST", "/api/sign-in", "Transfer-Encoding: chunked", *said) + b"zz\r\n"
    assert b" 400 " in await answered(server, broken)
    async with raw(server) as (_, writer):
        writer.write(head("POST", "/api/sign-in", "Content-Length: 100", *said) + b"{")
        await writer.drain()
    async with Browser(server.origin) as stranger:
        assert (await stranger.get("/api/me")).status == 401
    assert caplog.records == []


# --- answers to what is no request ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX y: 1\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
        b"POST /api/reports HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    ],
)
async def test_what_is_no_request_gets_our_headers_tells_no_library_and_leaves_no_trace_in_the_log(
    server: Serving, sent: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        said = (await answered(server, sent)).decode()
    assert said.startswith("HTTP/1.")
    assert " 400 " in said.split("\r\n")[0]
    for name, value in HEADERS.items():
        assert f"\r\n{name}: {value}\r\n" in said
    assert '"code":"bad_request"' in said
    for told in ("Server:", "aiohttp", "Python", "Traceback", "aaaa"):
        assert told not in said
    assert caplog.records == []


async def test_a_stranger_learns_no_version(server: Serving) -> None:
    async with Browser(server.origin) as stranger:
        answers = [await stranger.get(path) for path in ("/", "/api/health", "/api/me", "/assets/a.js", "/api/x")]
        assert all("Server" not in answer.headers for answer in answers)
        assert answers[1].json == {"status": "ok"}
        assert (await stranger.get("/api/openapi.json")).json["info"]["version"] == str(WIRE_VERSION)


async def test_health_is_not_ok_with_a_full_disk_or_without_a_database(
    server: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(condition, "FRESH_SECONDS", 0.0)
    async with Browser(server.origin) as watcher:
        monkeypatch.setattr(condition, "LEAST_FREE_BYTES", 1 << 60)
        answer = await watcher.get("/api/health")
        assert (answer.status, answer.json) == (503, {"status": "degraded"})
        assert await server.running.condition.troubles() == ["disk_full"]
        monkeypatch.setattr(condition, "LEAST_FREE_BYTES", 0)
        assert (await watcher.get("/api/health")).status == 200
        async with server.running.core.database.engine.begin() as connection:
            await connection.exec_driver_sql("ALTER TABLE audit_events RENAME TO away")
        assert (await watcher.get("/api/health")).status == 503
        assert await server.running.condition.troubles() == ["database"]


async def test_a_handshake_of_tls_has_as_long_as_a_head(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.3)
    async with running_server(tmp_path, tls=Tls.SELF_MADE) as server:
        assert await answered(server, b"\x16\x03\x01\x02\x00\x01") == b""


# --- how many connections -------------------------------------------------------------------------------------------


async def test_one_address_has_so_many_connections_and_others_have_room(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    limits = {"max_connections": 60, "max_connections_per_address": 10}
    async with running_server(tmp_path, **limits) as server, contextlib.AsyncExitStack() as stack:
        for _ in range(10):
            _, writer = await stack.enter_async_context(raw(server))
            writer.write(b"GET / HTTP/1.1\r\n")
        for _ in range(20):
            assert await answered(server, head("GET", "/api/health")) == b"", "the eleventh is closed without a word"
        gc.collect()
        told = "too many open connections (of one address); more are closed at once"
        assert [record.getMessage() for record in caplog.records if record.name != "resfri.audit"] == [told]
        await stack.aclose()

        async def again() -> bool:
            return b" 200 " in await answered(server, head("GET", "/api/health"))

        await until(again)


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="this system has no such limit")
async def test_who_asks_for_much_and_reads_none_of_it_holds_no_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "STALLED_SECONDS", 0.5)
    async with running_server(tmp_path, max_connections=50, max_connections_per_address=10) as server:
        (tmp_path / "web" / "assets" / "big.js").write_bytes(bytes(30_000_000))
        with contextlib.ExitStack() as stack:
            for _ in range(10):
                parked = stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
                parked.sendall(head("GET", "/assets/big.js"))

            async def again() -> bool:
                return b" 200 " in await answered(server, head("GET", "/api/health"))

            await until(again)


async def test_a_trusted_proxy_speaks_for_many_and_rests_give_way_when_all_places_are_taken(tmp_path: Path) -> None:
    limits = {"max_connections": 50, "max_connections_per_address": 10, "trusted_proxies": ["127.0.0.0/8"]}
    async with running_server(tmp_path, **limits) as server, contextlib.AsyncExitStack() as stack:
        readers = []
        for _ in range(50):
            reader, writer = await stack.enter_async_context(raw(server))
            writer.write(b"GET / HTTP/1.1\r\n")
            readers.append(reader)
        assert b" 200 " in await answered(server, head("GET", "/api/health"))
        with contextlib.suppress(ConnectionResetError):
            assert await asyncio.wait_for(readers[0].read(), 5) == b"", "the oldest one that rests was closed"
        assert not readers[-1].at_eof()
