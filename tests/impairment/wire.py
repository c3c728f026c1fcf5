"""The wire between the namespaces: a process that reads every packet from TUN devices and delivers it, later or never.

It takes the place of ``tc netem``, which many kernels lack (cloud machines' among them), so that a run does the same
everywhere.  IPv4 clients sit behind address translation, as nearly everybody's do; IPv6 is passed on as it is.

Started with one JSON argument (:class:`Plan`) and the TUN devices as inherited file descriptors.  Each line on its
input is one :class:`Impair` or :class:`Rebind`, and is answered with one line when it is in force.  It ends with its
input.
"""

from __future__ import annotations

import heapq
import ipaddress
import os
import random
import select
import sys
import time

import msgspec

from tests.impairment.link import Direction, Impairment
from tests.impairment.packets import TCP, UDP, Header, Translation, read

READ_BYTES = 65536
PACKETS_PER_PASS = 64
NICENESS = -10
"""Before the browsers, so that their load on the machine does not become delay on the wire."""


class LinkPlan(msgspec.Struct, frozen=True, kw_only=True):
    """One client's network device."""

    name: str
    tun: int
    """File descriptor."""
    public: str
    """IPv4 address behind which the client is seen."""
    ipv6: str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    server: int
    """File descriptor of the server's TUN device."""
    links: list[LinkPlan]
    seed: int = 1


class Impair(msgspec.Struct, frozen=True, kw_only=True, tag="impair"):
    """``up`` is from the client, ``down`` to it."""

    link: str
    up: Impairment
    down: Impairment


class Rebind(msgspec.Struct, frozen=True, kw_only=True, tag="rebind"):
    """Forget the link's address translations: every connection gets a new public port."""

    link: str


class Link:
    def __init__(self, plan: LinkPlan, dice: random.Random) -> None:
        self.tun = plan.tun
        self.up = Direction(dice)
        self.down = Direction(dice)
        self.translation = Translation(ipaddress.IPv4Address(plan.public).packed)
        self.addresses = (self.translation.public, ipaddress.IPv6Address(plan.ipv6).packed)


class Wire:
    def __init__(self, plan: Plan) -> None:
        dice = random.Random(plan.seed)
        self._server = plan.server
        self._links = {each.name: Link(each, dice) for each in plan.links}
        self._by_tun = {link.tun: link for link in self._links.values()}
        self._by_address = {address: link for link in self._links.values() for address in link.addresses}
        self._flying: list[tuple[float, int, int, bytes]] = []
        """Arrival, running number, TUN device and packet."""
        self._number = 0

    def run(self, control: int) -> None:
        """Deliver until the control input ends."""
        readable = [control, self._server, *self._by_tun]
        rest = b""
        while True:
            wait = max(0.0, self._flying[0][0] - time.monotonic()) if self._flying else None
            for ready in select.select(readable, [], [], wait)[0]:
                if ready != control:
                    self._receive(ready)
                    continue
                received = os.read(control, READ_BYTES)
                if not received:
                    return
                *lines, rest = (rest + received).split(b"\n")
                for line in lines:
                    self._obey(msgspec.json.decode(line, type=Impair | Rebind))
            self._deliver(time.monotonic())

    def _obey(self, order: Impair | Rebind) -> None:
        link = self._links[order.link]
        if isinstance(order, Rebind):
            link.translation.forget()
        else:
            link.up.impairment, link.down.impairment = order.up, order.down
        os.write(1, b"done\n")

    def _receive(self, tun: int) -> None:
        for _ in range(PACKETS_PER_PASS):
            try:
                packet = bytearray(os.read(tun, READ_BYTES))
            except OSError:
                # Empty, or the device is down at the moment.
                return
            header = read(packet)
            if header is not None and header.protocol in (TCP, UDP):
                self._route(tun, packet, header)

    def _route(self, tun: int, packet: bytearray, header: Header) -> None:
        link = self._by_tun.get(tun)
        if link is not None:
            if header.version == 4:
                link.translation.outward(packet, header)
            self._fly(packet, header, link.up, self._server)
            return
        link = self._by_address.get(header.destination)
        if link is not None and (header.version == 6 or link.translation.inward(packet, header)):
            self._fly(packet, header, link.down, link.tun)

    def _fly(self, packet: bytearray, header: Header, direction: Direction, tun: int) -> None:
        arrival = direction.arrival(len(packet), udp=header.protocol == UDP, now=time.monotonic())
        if arrival is not None:
            self._number += 1
            heapq.heappush(self._flying, (arrival, self._number, tun, bytes(packet)))

    def _deliver(self, now: float) -> None:
        while self._flying and self._flying[0][0] <= now:
            _, _, tun, packet = heapq.heappop(self._flying)
            try:
                os.write(tun, packet)
            except OSError:
                # The device is down or its queue full: lost, as on any network.
                continue


def main() -> None:
    os.setpriority(os.PRIO_PROCESS, 0, NICENESS)
    Wire(msgspec.json.decode(sys.argv[1], type=Plan)).run(sys.stdin.fileno())


if __name__ == "__main__":
    main()
