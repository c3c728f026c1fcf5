"""TURN credentials: what coturn computes from the shared secret, good for a while, and nobody's name in them."""

from __future__ import annotations

from server.services.meetings.turn import CREDENTIAL_SECONDS, TurnServers

URLS = ["turn:turn.example.se:3478", "turns:turn.example.se:443?transport=tcp"]


def test_the_name_says_when_it_expires_and_the_password_proves_it() -> None:
    (server,) = TurnServers(URLS, "a secret of the operator", lambda: 1_000.9).ice_servers()
    assert server.urls == URLS
    expiry, _, random_part = server.username.partition(":")
    assert int(expiry) == 1_000 + CREDENTIAL_SECONDS
    assert len(random_part) == 16
    again = TurnServers(URLS, "a secret of the operator", lambda: 1_000.9).ice_servers()[0]
    assert again.username != server.username


def test_who_has_not_been_admitted_gets_minutes() -> None:
    (server,) = TurnServers(URLS, "a secret of the operator", lambda: 1_000.0).check_servers()
    assert server.urls == URLS
    assert int(server.username.partition(":")[0]) <= 1_000 + 10 * 60


def test_the_password_is_the_one_that_coturn_expects() -> None:
    # echo -n 1700043200:abc | openssl dgst -sha1 -hmac "a secret of the operator" -binary | base64
    turn = TurnServers(URLS, "a secret of the operator", lambda: 1_700_000_000)
    assert turn.credential("1700043200:abc") == "eShgnZ8l+WjOCpU5oUhD0rj/Cl8="


def test_without_a_server_nothing_is_offered() -> None:
    assert TurnServers([], "", lambda: 0.0).ice_servers() == []
