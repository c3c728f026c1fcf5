"""The edge of the server: foreign sites, slow and half-open connections, proxies, floods, and who may reach what."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from pathlib import Path

import pytest

from auth.permissions.matrix import Action
from server.http import body, connections
from server.http.api.routes import ROUTES
from server.http.route import Route
from server.operator.serve import Serving
from tests.support.server import Browser, enter, make_meeting, raw, running_server, set_up

CHANGING = [route for route in ROUTES if route.method != "GET" and route.action is not Action.REPORT]
READING = [route for route in ROUTES if route.method == "GET" and route.path not in ("/ws", "/{page:.*}")]


def path_of(route: Route) -> str:
    return re.sub(r"{\w+(:[^}]*)?}", "x", route.path)


ADDRESSES = [(route.method, path_of(route)) for route in ROUTES]
ADDRESSES += [("GET", "/assets/a.js"), ("GET", "/assets/none.js"), ("POST", "/"), ("PUT", "/api/me"), ("GET", "/api/x")]


def test_there_are_routes_to_test() -> None:
    assert len(CHANGING) > 20
    assert len(READING) > 10


async def test_no_route_changes_anything_for_another_site(server: Serving, agent: Browser) -> None:
    attacks: list[dict[str, str | None]] = [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": None},
        {"Origin": agent.origin + ".evil.example"},
        {"Origin": agent.origin.upper()},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"X_Resfri": None},
        {"X_Resfri": "0"},
    ]
    for route in CHANGING:
        for attack in attacks:
            answer = await agent.send(route.method, path_of(route), {}, **attack)
            assert (answer.status, answer.json["code"]) == (403, "foreign_origin"), (route.path, attack)


async def test_every_answer_of_every_route_carries_the_headers_and_is_not_kept(server: Serving, agent: Browser) -> None:
    async with Browser(server.origin) as stranger:
        for method, path in ADDRESSES:
            for person in (agent, stranger):
                answer = await person.send(method, path, {} if method != "GET" else None)
                assert answer.status < 500, (path, answer.text)
                where = (method, path, answer.status)
                policy = answer.headers["Content-Security-Policy"]
                assert "default-src 'none'" in policy, where
                assert "require-trusted-types-for 'script'" in policy, where
                # Compiling WebAssembly is not evaluating text (CSP 3, section 2.3.1); nothing else may be unsafe.
                assert "script-src 'self' 'wasm-unsafe-eval';" in policy, where
                assert "unsafe" not in policy.replace("'wasm-unsafe-eval'", ""), where
                assert "trusted-types lit-html resfri-scripts" in policy.split("; "), where
                assert answer.headers["X-Content-Type-Options"] == "nosniff", where
                assert answer.headers["Referrer-Policy"] == "no-referrer", where
                assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", where
                assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", where
                assert "camera=(self)" in answer.headers["Permissions-Policy"], where
                if path != "/assets/a.js":
                    assert answer.headers["Cache-Control"] == "no-store", where


async def test_where_people_come_by_https_every_answer_keeps_their_browsers_to_it(
    tmp_path: Path, server: Serving
) -> None:
    """R43: a year, subdomains too.  Not where there may be no HTTPS: browsers would stay away."""
    name, wanted = "Strict-Transport-Security", "max-age=31536000; includeSubDomains"
    async with running_server(tmp_path / "https", public_url="https://moten.example.se") as there:
        async with Browser(there.origin) as agent, Browser(there.origin) as stranger:
            agent.address = stranger.address = f"http://127.0.0.1:{there.port}"
            await set_up(there, agent)
            async with agent.http.ws_connect(agent.address + "/ws", headers=agent.headers()) as socket:
                assert socket._response.headers[name] == wanted
            for method, path in ADDRESSES:
                for person in (agent, stranger):
                    answer = await person.send(method, path, {} if method != "GET" else None)
                    assert answer.headers.getall(name) == [wanted], (method, path, answer.status)
        reader, writer = await asyncio.open_connection("127.0.0.1", there.port)
        writer.write(b"nonsense\r\n\r\n")
        assert f"\r\n{name}: {wanted}\r\n".encode() in await reader.read()
        writer.close()
    async with Browser(server.origin) as stranger:
        for method, path in ADDRESSES:
            assert name not in (await stranger.send(method, path)).headers, path


async def test_no_route_but_the_public_ones_answers_a_stranger(server: Serving) -> None:
    async with Browser(server.origin) as stranger:
        for route in ROUTES:
            if route.api and route.action not in PUBLIC:
                answer = await stranger.send(route.method, path_of(route), {} if route.method != "GET" else None)
                assert answer.status == 401, (route.method, route.path)


PUBLIC = {
    Action.SEE_ORGANISATION, Action.SIGN_IN, Action.SET_UP, Action.USE_LINK, Action.SEE_HEALTH, Action.REPORT,
    Action.TEST_NETWORK, Action.CONNECT,
}  # fmt: skip


# --- slow and broken connections ----------------------------------------------------------------------------------


async def test_a_half_sent_head_is_closed_however_it_trickles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.5)
    async with running_server(tmp_path) as server, raw(server) as (reader, writer):
        writer.write(b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n")

        async def trickle() -> None:
            while True:
                writer.write(b"X")
                await asyncio.sleep(0.05)

        trickling = asyncio.ensure_future(trickle())
        try:
            assert await asyncio.wait_for(reader.read(), 10) == b""
        except ConnectionResetError:
            pass
        finally:
            trickling.cancel()


async def test_a_half_sent_body_is_answered_and_closed(
    server: Serving, agent: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "BODY_SECONDS", 0.3)
    head = (
        f"POST /api/guest/check HTTP/1.1\r\nHost: x\r\nOrigin: {agent.origin}\r\nX-Resfri: 1\r\n"
        'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"token"'
    )
    async with raw(server) as (reader, writer):
        writer.write(head.encode())
        assert b"408" in await asyncio.wait_for(reader.readline(), 10)


async def test_hundreds_of_half_open_connections_hold_nobody_up(server: Serving, agent: Browser) -> None:
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(400):
            _, writer = await stack.enter_async_context(raw(server))
            writer.write(b"POST /api/sign-in HTTP/1.1\r\nHost: x\r\n")
        for _ in range(20):
            assert (await agent.get("/api/me")).status == 200


@pytest.mark.parametrize(
    "request_head",
    [
        b"POST /api/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /api/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
        b"POST /api/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: +4\r\n\r\nabcd",
        b"POST /api/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 0x4\r\n\r\nabcd",
        b"POST /api/sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"POST /api/sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        b"POST /api/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n Transfer-Encoding: chunked\r\n\r\nabcd",
        b"GET /api/health HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n",
        b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /api/health HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 10_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
async def test_an_ambiguous_or_huge_head_is_refused_and_nothing_of_it_is_taken_for_a_second_request(
    server: Serving, request_head: bytes
) -> None:
    smuggled = b"GET /api/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"
    async with raw(server) as (reader, writer):
        writer.write(request_head + smuggled)
        answer = await asyncio.wait_for(reader.read(), 20)
    assert b"openapi" not in answer
    assert re.fullmatch(rb"(HTTP/1\.[01] 4\d\d.*)?", answer.split(b"\r\n")[0]), answer[:100]


# --- proxies and floods -------------------------------------------------------------------------------------------


async def test_two_hundred_people_behind_one_address_get_in_beside_a_flood_of_bad_tries(
    server: Serving, agent: Browser
) -> None:
    meeting, _ = await make_meeting(agent)
    tokens = []
    for number in range(200):
        answer = await agent.post(f"/api/meetings/{meeting}/invitations", {"name": f"Gäst {number}", "kind": "client"})
        assert answer.status == 201, answer.text
        tokens.append(answer.json["link"]["url"].partition("#")[2])

    async def join(token: str) -> None:
        async with await enter(server.origin, token) as guest:
            assert (await guest.get("/api/guest/seat")).status == 200

    async def guess() -> set[int]:
        async with Browser(server.origin) as stranger:
            return {
                (await stranger.post("/api/guest/check", {"token": f"{number:022}"})).status for number in range(500)
            }

    results = await asyncio.gather(guess(), guess(), *(join(token) for token in tokens))
    assert {status for found in results[:2] if found for status in found} <= {404, 429}


async def test_a_flood_from_one_address_is_slowed_and_others_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.http.middleware.REQUEST_BURST", 50.0)
    monkeypatch.setattr("server.http.middleware.REQUESTS_PER_SECOND", 0.1)
    async with running_server(tmp_path, trusted_proxies=["127.0.0.0/8"]) as server, Browser(server.origin) as browser:
        flood = [(await browser.send("GET", "/api/health", X_Forwarded_For="203.0.113.9")).status for _ in range(60)]
        assert flood == [200] * 50 + [429] * 10
        assert (await browser.send("GET", "/api/health", X_Forwarded_For="203.0.113.10")).status == 200
        # Files of the client are never counted.
        assert (await browser.send("GET", "/assets/a.js", X_Forwarded_For="203.0.113.9")).status == 200


async def test_a_stranger_cannot_pass_for_many_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.http.middleware.REQUEST_BURST", 20.0)
    monkeypatch.setattr("server.http.middleware.REQUESTS_PER_SECOND", 0.1)
    async with running_server(tmp_path) as server, Browser(server.origin) as browser:
        flood = [
            (await browser.send("GET", "/api/health", X_Forwarded_For=f"203.0.113.{number}")).status
            for number in range(30)
        ]
        assert flood.count(429) == 10


# --- where administration may be reached from ---------------------------------------------------------------------


async def test_administration_answers_only_the_networks_that_it_is_confined_to(tmp_path: Path) -> None:
    confined = {"trusted_proxies": ["127.0.0.0/8"], "admin_networks": ["10.1.0.0/16"]}
    async with running_server(tmp_path, **confined) as server, Browser(server.origin) as browser:
        await set_up(server, browser)
        inside = await browser.send("GET", "/api/admin/staff", X_Forwarded_For="10.1.2.3")
        outside = await browser.send("GET", "/api/admin/staff", X_Forwarded_For="10.2.2.3")
        assert (inside.status, outside.status) == (200, 403)
        assert outside.json["code"] == "not_from_here"
        assert (await browser.send("GET", "/api/meetings", X_Forwarded_For="10.2.2.3")).status == 200


async def test_whom_a_proxy_does_not_name_is_not_the_proxy_itself(tmp_path: Path) -> None:
    """Its own address may well lie in the networks that administration answers."""
    confined = {"trusted_proxies": ["127.0.0.0/8"], "admin_networks": ["127.0.0.0/8", "10.1.0.0/16"]}
    async with running_server(tmp_path, **confined) as server, Browser(server.origin) as browser:
        await set_up(server, browser)
        for named in ("198.51.100.7:51234", "[2001:db8::7]:51234"):
            assert (await browser.send("GET", "/api/admin/staff", X_Forwarded_For=named)).status == 403, named
        assert (await browser.send("GET", "/api/admin/staff", X_Forwarded_For="10.1.2.3:51234")).status == 200
        for nonsense in ("unknown", "10.1.2.3:x", "[10.1.2.3", "10.1.2.3, "):
            assert (await browser.send("GET", "/api/admin/staff", X_Forwarded_For=nonsense)).status == 400, nonsense
        assert (await browser.get("/api/admin/staff")).json["code"] == "not_from_here"
        assert (await browser.get("/api/meetings")).status == 200


async def test_administration_has_an_address_of_its_own_where_it_was_given_one(tmp_path: Path) -> None:
    own = {"public_url": "https://moten.example.se", "admin_url": "https://admin.example.se"}
    async with running_server(tmp_path, **own) as server, Browser(server.origin) as browser:
        browser.address = f"http://127.0.0.1:{server.port}"
        await set_up(server, browser)
        assert (await browser.get("/api/admin/staff")).json["code"] == "not_from_here"
        assert (await browser.send("GET", "/api/admin/staff", Host="admin.example.se")).status == 200
        assert (await browser.get("/api/meetings")).status == 200


def test_every_route_of_administration_is_confined() -> None:
    for route in ROUTES:
        if route.path.startswith("/api/admin/"):
            assert route.action.row.administration or route.action is Action.SEE_POLICY, route.path


# --- reports ------------------------------------------------------------------------------------------------------


async def test_a_breach_of_the_policy_is_reported_without_what_it_was_about(
    server: Serving, caplog: pytest.LogCaptureFixture
) -> None:
    report = b'{"csp-report": {"document-uri": "https://x/m#hemlig", "effective-directive": "script-src-elem"}}'
    with caplog.at_level(logging.WARNING):
        async with Browser(server.origin) as browser:
            answer = await browser.send(
                "POST", "/api/reports", report, Content_Type="application/csp-report", Origin="null", X_Resfri=None
            )
            assert answer.status == 204
            assert (await browser.send("POST", "/api/reports", b"\xff" * 8000, X_Resfri=None)).status == 204
    said = [record.getMessage() for record in caplog.records if "policy" in record.getMessage()]
    assert said == ["a browser reported a breach of the content security policy: script-src"]
    assert "hemlig" not in caplog.text
