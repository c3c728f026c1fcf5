"""What a demultiplexer gives packets to, for its tests."""

from __future__ import annotations

import asyncio
from typing import Literal

from media.fanout.state import Peer
from media.net import ice, mux, stun
from media.sfu.budget import Budget
from media.srtp import INBOX

THEIRS = ice.Credentials("theirs", "t" * 22)
"""The client's."""


def check(ufrag: str, password: str, *, nominate: bool = False) -> stun.Message:
    return stun.parse(stun.binding_request(f"{ufrag}:{THEIRS.ufrag}", password, nominate=nominate)[1])


def answer_to_check(message: stun.Message, theirs: ice.Credentials = THEIRS) -> bytes:
    """As a full agent answers ours."""
    assert message.kind == stun.BINDING_REQUEST
    assert message.attributes[stun.USERNAME].startswith(theirs.ufrag.encode() + b":")
    return stun.binding_response(message, "192.0.2.1", 5000, theirs.password)


class Address:
    """A path that keeps what it is sent."""

    socket_address = b""

    def __init__(self, host: str = "192.0.2.9", port: int = 4711, protocol: Literal["udp", "tcp"] = "udp") -> None:
        self.protocol = protocol
        self.host = host
        self.port = port
        self.octets = 0
        self.asked: list[stun.Message] = []

    def send(self, data: bytes | memoryview, *, video: bool = False) -> None:
        self.octets += len(data)
        message = stun.parse(bytes(data))
        if message.kind == stun.BINDING_REQUEST:
            self.asked.append(message)

    def release(self) -> None:
        raise AssertionError("the agent itself releases nothing")

    def answers(self, theirs: ice.Credentials = THEIRS) -> list[bytes]:
        """The one to the last check of ours, if there was one."""
        return [answer_to_check(message, theirs) for message in self.asked[-1:]]


class Remembers:
    """An endpoint as a transport is one."""

    def __init__(self, owner: mux.Mux) -> None:
        self.peer = Peer(0)
        self.agent = ice.IceAgent(asyncio.get_running_loop().time())
        self.received: list[bytes] = []
        self.checks = 0
        self.budget = Budget(self.peer)
        self.limit = 1 << 30
        """of packets, after which its budget is used up"""
        self.agent.answered(THEIRS, 0.0)
        owner.register(self.agent.current.ufrag, self)

    def receive(self, length: int) -> bool:
        """Everything but the handshake is authentic."""
        if INBOX[0] < 128:
            return False
        self.received.append(bytes(INBOX[:length]))
        if len(self.received) >= self.limit:
            self.peer.state.budget = 0
        return True

    def checked(self) -> None:
        self.checks += 1

    def check(self, *, password: str = "", nominate: bool = True) -> bytes:
        credentials = self.agent.current
        return check(credentials.ufrag, password or credentials.password, nominate=nominate).raw
