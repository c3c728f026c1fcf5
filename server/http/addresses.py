"""Whose request it is, network-wise: the peer, or whom a trusted proxy says that it speaks for (R53)."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network
MAX_HOPS = 10


def within(address: str, networks: Sequence[Network]) -> bool:
    """Whether a textual address lies in one of the networks; what is no address lies in none."""
    parsed = _parse(address)
    return parsed is not None and any(parsed in network for network in networks if network.version == parsed.version)


def client_address(peer: str, forwarded: Sequence[str], proxies: Sequence[Network]) -> str:
    """The address to count and to throttle.

    ``forwarded`` are the values of X-Forwarded-For, in the order of their headers.  Each proxy appends whom it heard,
    so the list is read from its end, for as long as the speaker is one of ours; what anybody else wrote is ignored.
    """
    hops = [hop.strip() for value in forwarded for hop in value.split(",")][-MAX_HOPS:]
    speaker = peer
    while hops and within(speaker, proxies):
        heard = _parse(hops.pop())
        if heard is None:
            break
        speaker = str(heard)
    return speaker


def throttle_key(address: str) -> str:
    """What is counted as one: an IPv4 address, or the /64 that one IPv6 customer has."""
    parsed = _parse(address)
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((int(parsed) >> 64 << 64, 64)))
    return str(parsed) if parsed else ""


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    # An IPv4 peer of a socket that listens on both is the same as itself.
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
