"""What a demultiplexer gives packets to, for its tests."""

from __future__ import annotations

import asyncio

from media.fanout.state import Peer
from media.net import ice, mux, stun
from media.srtp import INBOX


class Remembers:
    """An endpoint as a transport is one."""

    def __init__(self, owner: mux.Mux) -> None:
        self.peer = Peer(0)
        self.agent = ice.IceAgent(asyncio.get_running_loop().time())
        self.received: list[bytes] = []
        self.checks = 0
        self.admitting = self.willing = True
        self.limit = 1 << 30
        """of packets, after which it is not willing"""
        owner.register(self.agent.current.ufrag, self)

    def admit(self) -> bool:
        return self.admitting

    def receive(self, length: int) -> None:
        self.received.append(bytes(INBOX[:length]))
        self.willing = len(self.received) < self.limit

    def checked(self) -> None:
        self.checks += 1

    def check(self, *, password: str = "", nominate: bool = True) -> bytes:
        credentials = self.agent.current
        username = f"{credentials.ufrag}:theirs"
        return stun.binding_request(username, password or credentials.password, nominate=nominate)[1]
