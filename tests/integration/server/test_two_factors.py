"""R11, route by route: nothing that somebody with one factor can send leads to a staff session."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from sqlalchemy import text

from auth.permissions.matrix import Action
from auth.signin.session_rules import STAFF_COOKIE
from server.http.api.routes import ROUTES
from server.http.route import Route
from server.operator.serve import Serving
from tests.support.authenticator import Authenticator
from tests.support.server import FIRST, PASSWORD, Browser, choose_app, invite_staff, set_up

ROOT = Path(__file__).resolve().parents[3]

OPEN_SESSIONS = {
    "/api/setup/finish",
    "/api/setup/demo",
    "/api/sign-in",
    "/api/sign-in/passkey",
    "/api/sign-in/oidc",
}
"""The only routes whose success opens a session; each has its own tests of what success takes."""


def attempts(known: dict[str, Any]) -> dict[str, list[Any]]:
    """What somebody with the password alone, the link alone, or a stolen unlocked security key may try."""
    password, passkey = known["password"], known["passkey"]
    sign_in = {"email": "bo@example.se", "password": password}
    return {
        "/api/sign-in": [
            {**sign_in, "code": "000000"},
            {**sign_in, "code": "-"},
            {**sign_in, "code": known["used"]},
            {**sign_in, "code": ""},
            sign_in,
            {**sign_in, "password": "", "code": known["recovery"]},
            {**sign_in, "password": "x", "code": known["recovery"]},
        ],
        "/api/sign-in/passkey": [passkey, {**passkey, "signature": "AA"}],
        "/api/sign-in/oidc": [{"code": "c", "state": "s"}],
        "/api/setup/begin": [
            {**FIRST, "token": known["link"], "method": "passkey"},
            {**FIRST, "token": known["link"], "method": "totp", "password": PASSWORD},
        ],
        "/api/setup/finish": [{}, {"code": "000000"}, {"code": known["recovery"]}, {"attestation": None}],
        "/api/setup/demo": [{"token": known["link"]}, {"token": "A" * 22}],
        "/api/setup/check": [{"token": known["link"]}],
    }


async def test_no_route_gives_a_session_for_one_factor(server: Serving) -> None:
    async with Browser(server.origin) as admin, Browser(server.origin) as bo, Browser(server.origin) as stranger:
        owner = await set_up(server, admin)
        _, token = await invite_staff(admin, "Bo Ek", "bo@example.se")
        app, codes = await choose_app(bo, token)
        used = app.code()
        assert (
            await bo.post("/api/sign-in", {"email": "bo@example.se", "password": PASSWORD, "code": used})
        ).status == 200
        _, link = await invite_staff(admin, "Cia Dahl", "cia@example.se")
        touched = Authenticator(server.origin, verified=False, id=owner.id, key=owner.key, count=100)
        begun = await stranger.post("/api/sign-in/passkey/begin")
        known = {
            "password": PASSWORD,
            "recovery": codes[0],
            "used": used,
            "link": link,
            "passkey": touched.get(begun.json),
        }
        tried = attempts(known)
        for route in ROUTES:
            for body in tried.get(route.path, [{}]) if route.takes else [None]:
                await self_test(stranger, route, body)
        async with server.running.core.database.session() as session:
            opened = await session.scalar(text("select count(*) from staff_sessions"))
        assert opened == 3, "the administrator's, and Bo's two"


async def self_test(stranger: Browser, route: Route, body: Any) -> None:
    if route.path == "/ws":
        return
    path = route.path.replace("{page:.*}", "x").replace("{", "").replace("}", "")
    answer = await stranger.send(route.method, path, body)
    assert answer.status < 500 or answer.status == 502, f"{route.path}: {answer.text}"
    assert not any(one.startswith(STAFF_COOKIE) for one in answer.headers.getall("Set-Cookie", [])), route.path
    if route.action not in (Action.SET_UP, Action.SIGN_IN):
        assert "Eva" not in answer.text


def test_sessions_are_opened_in_one_place_and_by_named_ways_only() -> None:
    """Whatever opens a session goes through ``StaffSessions.open``, and says with which two factors."""
    opened: dict[str, list[str]] = {}
    for path in [*(ROOT / "server").rglob("*.py"), *(ROOT / "auth").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr == "add_staff_session":
                assert path.name == "sessions.py", path
            if node.func.attr == "open" and ast.unparse(node.func.value).endswith("sessions"):
                opened.setdefault(path.name, []).append(ast.unparse(node.args[1]))
    assert {name: sorted(ways) for name, ways in opened.items()} == {
        "setup.py": ["SignInMethod.DEMO", "method"],
        "sign_in.py": ["SignInMethod.PASSKEY", "code.method"],
        "provider.py": ["SignInMethod.OIDC"],
    }


def test_only_these_routes_open_a_session() -> None:
    entrances = {route.path for route in ROUTES if route.action in (Action.SET_UP, Action.SIGN_IN)}
    assert entrances >= OPEN_SESSIONS
    beginnings = {path for path in entrances if path.endswith(("/begin", "/check"))}
    assert entrances == OPEN_SESSIONS | beginnings
