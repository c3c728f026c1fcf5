"""Whose request it is, network-wise: the peer, or whom a trusted proxy says that it speaks for (R53)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network
MAX_HOPS = 10
_HOP = re.compile(r"(?:\[([^\[\]]+)\]|([^\[\]:]+))(?::[0-9]{1,5})?")
"""An address as proxies write it, IPv6 in brackets where a port follows (RFC 7239, section 6)."""


def within(address: str, networks: Sequence[Network]) -> bool:
    """Whether a textual address lies in one of the networks; what is no address lies in none."""
    parsed = _parse(address)
    return parsed is not None and any(parsed in network for network in networks if network.version == parsed.version)


class NotUnderstood(Exception):
    """A trusted proxy names nobody that we can make out, and who that is must not be guessed."""


def client_address(peer: str, forwarded: Sequence[str], proxies: Sequence[Network]) -> str:
    """The address to count, and to let administer.

    ``forwarded`` are the values of X-Forwarded-For, in the order of their headers.  Each proxy appends whom it heard,
    so the list is read from its end, for as long as the speaker is one of ours; what anybody else wrote is ignored.
    Empty where a proxy names nobody: it is never taken for the one that it speaks for.  Raises :class:`NotUnderstood`.
    """
    hops = [hop for value in forwarded for hop in value.split(",")]
    if not hops and within(peer, proxies):
        return ""
    speaker = peer
    for hop in reversed(hops[-MAX_HOPS:]):
        if not within(speaker, proxies):
            return speaker
        heard = _named(hop.strip(" \t"))
        if heard is None:
            raise NotUnderstood
        speaker = str(heard)
    if len(hops) > MAX_HOPS and within(speaker, proxies):
        raise NotUnderstood
    return speaker


def throttle_key(address: str) -> str:
    """What is counted as one: an IPv4 address, or the /64 that one IPv6 customer has."""
    parsed = _parse(address)
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((int(parsed) >> 64 << 64, 64)))
    return str(parsed) if parsed else ""


def _named(hop: str) -> IPv4Address | IPv6Address | None:
    found = _HOP.fullmatch(hop)
    text = (found[1] or found[2]) if found else hop
    return None if set(text) & set("[]%") else _parse(text)


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    # An IPv4 peer of a socket that listens on both is the same as itself.
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
