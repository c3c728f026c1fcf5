"""Whom a request is counted as: the peer, or whom a trusted proxy says that it speaks for."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.http.addresses import MAX_HOPS, NotUnderstood, client_address, throttle_key, within

PROXIES = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["192.0.2.7, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["192.0.2.7", "198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", [], ""),
        ("10.0.0.1", ["198.51.100.7:51234"], "198.51.100.7"),
        ("10.0.0.1", ["[2001:db8::5]:51234"], "2001:db8::5"),
        ("10.0.0.1", ["[2001:db8::5]"], "2001:db8::5"),
        ("10.0.0.1", ["nonsense, 198.51.100.1"], "198.51.100.1"),
        ("fd00::1", ["2001:db8::5"], "2001:db8::5"),
        ("::ffff:10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("::ffff:203.0.113.9", ["198.51.100.1"], "::ffff:203.0.113.9"),
        ("", ["198.51.100.1"], ""),
    ],
)
def test_only_what_our_own_proxies_say_is_believed(peer: str, forwarded: list[str], client: str) -> None:
    assert client_address(peer, forwarded, PROXIES) == client


@pytest.mark.parametrize(
    "forwarded",
    [
        "nonsense", "", "198.51.100.1, ", "198.51.100.1:", "198.51.100.1:x", "198.51.100.1:123456", "[2001:db8::5",
        "2001:db8::5]:443", "unknown", "_hidden", "for=198.51.100.1", '"198.51.100.1"', "198.51.100.1%a", "10.0.0.9%",
        "[[10.0.0.9]]", "10.0.0.1 10.0.0.2", "0x0a000009", "167772169", "10.9", "1" * 5000,
    ],
)  # fmt: skip
def test_whom_a_proxy_names_is_never_guessed(forwarded: str) -> None:
    with pytest.raises(NotUnderstood):
        client_address("10.0.0.1", [forwarded], PROXIES)


def test_a_chain_that_is_too_long_ends_at_nobody() -> None:
    with pytest.raises(NotUnderstood):
        client_address("10.0.0.1", ["203.0.113.9"] + ["10.0.0.2"] * MAX_HOPS, PROXIES)


@given(st.text(), st.lists(st.text()))
def test_no_text_of_a_stranger_makes_them_one_of_the_proxies_own(text: str, before: list[str]) -> None:
    """Whatever stands before what the proxy heard."""
    assert client_address("10.0.0.1", [*before, text + ",198.51.100.1"], PROXIES) == "198.51.100.1"


@given(st.text(), st.lists(st.text()))
def test_a_stranger_can_write_whatever_they_like(peer_suffix: str, forwarded: list[str]) -> None:
    assert client_address("203.0.113.9", forwarded, PROXIES) == "203.0.113.9"
    assert client_address(peer_suffix, forwarded, []) == peer_suffix


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9%eth0", "2001:db8:1:2::/64"),
        ("nonsense", ""),
    ],
)
def test_one_customer_is_one_whatever_address_they_take(address: str, key: str) -> None:
    assert throttle_key(address) == key


def test_what_is_no_address_lies_in_no_network() -> None:
    assert not within("nonsense", PROXIES)
    assert within("[fd00::1]", PROXIES)
