"""The test buttons of the provider settings, against a real provider."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.support.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider, identity_provider
from tests.support.server import Browser, running_server, set_up


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as running:
        yield running


@pytest.fixture
async def administrator(tmp_path: Path) -> AsyncIterator[Browser]:
    async with running_server(tmp_path) as server, Browser(server.origin) as browser:
        await set_up(server, browser)
        yield browser


@pytest.mark.parametrize("name", ["oidc", "eid"])
async def test_a_provider_is_looked_up_and_what_is_wrong_is_named(
    administrator: Browser, provider: IdentityProvider, name: str
) -> None:
    path = f"/api/admin/settings/{name}"
    assert (await administrator.post(f"{path}/test")).json["code"] == "not_set_up"
    right = {"issuer": provider.issuer, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    for change, detail in (
        ({}, ""),
        ({"issuer": provider.issuer + "/"}, "issuer"),
        ({"issuer": "http://id.example.se"}, "address"),
        ({"issuer": "http://127.0.0.1:9"}, "unreachable"),
    ):
        assert (await administrator.send("PUT", path, {**right, **change})).status == 200
        assert (await administrator.post(f"{path}/test")).json == {"ok": not detail, "detail": detail}, change
