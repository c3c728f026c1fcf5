"""`make dev`: the client from its sources, under the server's own policy but for one rule, with the server behind."""

from __future__ import annotations

import os
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from server.http.api.browser_policy import CONTENT_SECURITY_POLICY
from tests.support.browsers import until
from tests.support.relay import free_port

ROOT = Path(__file__).resolve().parents[2]


def answers(address: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"{address}/api/health") as answer:
        return bool(answer.status == 200)
    return False


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    page, server = free_port("127.0.0.1"), free_port("127.0.0.1")
    given = {"DATA_DIR": str(tmp_path_factory.mktemp("data")), "PORT": str(server), "MEDIA_PORT": "0",
             "MEDIA_WORKERS": "1", "VIRUS_SCAN": "off"}  # fmt: skip
    environment = {**os.environ, "DEV_PORT": str(page), **{f"RESFRI_{name}": value for name, value in given.items()}}
    process = subprocess.Popen(["sh", "deploy/dev.sh"], cwd=ROOT, env=environment, start_new_session=True)
    try:
        until(lambda: answers(f"http://localhost:{page}"), "the server behind the pages", seconds=60)
        yield f"http://localhost:{page}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def test_the_sign_in_page_under_the_servers_policy(address: str, chromium: Browser) -> None:
    page = chromium.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    with page.expect_websocket():
        answer = page.goto(f"{address}/sign-in")
    assert answer is not None
    loosened = CONTENT_SECURITY_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    assert answer.headers["content-security-policy"] == loosened
    expect(page.get_by_role("textbox").first).to_be_visible()
    # The server has no organisation yet, and says so.
    assert [fault for fault in faults if "404" not in fault] == []
    page.close()


def test_the_meetings_socket_reaches_the_server(address: str) -> None:
    """Which refuses it, because nobody has signed in."""
    connection = HTTPConnection(address.removeprefix("http://"), timeout=10)
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Origin": address}
    connection.request("GET", "/ws", headers={**upgrade, "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Referrer-Policy"]) == (401, "no-referrer")
    connection.close()
