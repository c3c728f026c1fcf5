"""Which of this machine's addresses go into candidates, and which of others' count as one."""

from __future__ import annotations

import ipaddress

import ifaddr

MAX_ADDRESSES = 8
LOOPBACK = "127.0.0.1"


def own_addresses(*, ipv6: bool) -> list[str]:
    """Addresses of this machine, IPv4 first, with the loopback address last so that tests on one machine without a
    network connect too.  Link-local ones need a zone that a candidate cannot carry and are left out."""
    found: list[str] = []
    for adapter in ifaddr.get_adapters():
        for entry in adapter.ips:
            text = entry.ip if isinstance(entry.ip, str) else entry.ip[0]
            address = ipaddress.ip_address(text)
            if not (address.is_loopback or address.is_link_local) and (ipv6 or address.version == 4):
                found.append(text)
    found.sort(key=lambda text: ":" in text)
    return [*dict.fromkeys(found[: MAX_ADDRESSES - 1]), LOOPBACK]


def network(host: str) -> str:
    """What counts as one: an IPv4 address, or the /64 that one household or machine gets of IPv6 (RFC 6177)."""
    address = ipaddress.ip_address(host.partition("%")[0])
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Address(int(address) >> 64 << 64))
