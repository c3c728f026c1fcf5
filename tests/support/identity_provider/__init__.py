"""npm's ``oidc-provider``, really running, with people who sign in without a human."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import aiohttp
from yarl import URL

HERE = Path(__file__).parent
NODE = shutil.which("node", path=f"{HERE.parents[2] / '.venv/bin'}:{os.environ.get('PATH', '')}") or "node"
CLIENT_ID = "resfri"
CLIENT_SECRET = "a secret: with spaces & more"
TWO_FACTORS = "https://id.example.se/two-factors"
PEOPLE: dict[str, dict[str, Any]] = {
    "frida": {
        "name": "Frida Agent",
        "email": "frida@example.se",
        "email_verified": True,
        "groups": ["handläggare"],
        "acr": TWO_FACTORS,
    },
    "adam": {
        "name": "Adam Admin",
        "email": "adam@example.se",
        "email_verified": True,
        "groups": ["handläggare", "it"],
        "acr": TWO_FACTORS,
    },
    "gerd": {"name": "Gerd Grupplös", "email": "gerd@example.se", "email_verified": True, "groups": []},
    "anna": {"personal_identity_number": "191212121212", "acr": TWO_FACTORS},
    "omar": {"personal_identity_number": "198507099805", "acr": TWO_FACTORS},
}


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    issuer: str


@contextmanager
def identity_provider(people: Mapping[str, Mapping[str, Any]] = PEOPLE) -> Iterator[IdentityProvider]:
    """A provider of these people: claims by subject; ``acr`` is the level of their sign-in."""
    clients = [
        {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET},
        {"client_id": "public", "token_endpoint_auth_method": "none"},
    ]
    given = {**os.environ, "PROVIDER": json.dumps({"clients": clients, "people": people}), "NODE_ENV": "production"}
    with subprocess.Popen(
        [NODE, str(HERE / "provider.js")], env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            assert process.stdout is not None
            printed = ""
            for line in process.stdout:
                printed += line
                if line.startswith("listening at "):
                    yield IdentityProvider(line.removeprefix("listening at ").strip())
                    break
            else:
                raise AssertionError(f"the identity provider did not start (was `npm ci` run there?): {printed}")
        finally:
            process.kill()


async def sign_in_as(person: str, url: str, redirect_uri: str) -> dict[str, str]:
    """Go where ``begin`` sends the browser, sign in as this person, and answer what comes back to the redirect URI:
    ``code``, ``state`` and ``iss``, or ``error``."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        method, form = "GET", None
        for _ in range(10):
            async with http.request(method, URL(url, encoded=True), data=form, allow_redirects=False) as answer:
                text = await answer.text()
                where = answer.headers.get("Location")
                page = answer.url
            if where is None:
                assert page.path.startswith("/login/"), f"{page}: {text}"
                method, form = "POST", {"person": person}
                continue
            url, method, form = urljoin(str(page), where), "GET", None
            if url.startswith(redirect_uri):
                return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    raise AssertionError("the provider never came back")
