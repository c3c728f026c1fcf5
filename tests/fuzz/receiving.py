"""A hostile publisher before the compiled path: what that forwards by itself, Python forwards as well, byte for byte.

Its packets are properly encrypted, because a participant can do that, and come over a real socket.
"""

from __future__ import annotations

import contextlib
import socket
from functools import cache

from pylibsrtp import Error, Policy, Session

from media.fanout import build, native
from media.fanout.history import History
from media.fanout.inbox import DONE, PLAIN, SLOT_BYTES, SLOTS, Arrival, Inbox
from media.fanout.state import Peer, ffi
from media.net.sockets import socket_address
from media.rtp import packet as rtp
from media.rtp.forwarded import Packet
from media.rtp.packet import is_rtcp
from media.sfu.codecs import EXT_MID, EXT_REPAIRED_RID, EXT_RID, EXT_TRANSPORT_CC, OPUS, VP8
from media.srtp import SrtpReceiver
from tests.fuzz import sanitized
from tests.fuzz.script import Script
from tests.unit.media.watchers import POLICY, World, frame, sound

FIRST = 70_000
SSRC = 5
NOW = 1_000_000
AT_ONCE = 40
"""Datagrams that a socket's buffer holds whatever their size."""
LONGEST = 1300
SMUGGLED = {EXT_MID, EXT_RID, EXT_REPAIRED_RID}


@cache
def door() -> tuple[socket.socket, Inbox]:
    """A worker's socket and what compiled code receives of it; one for all inputs, as for all participants."""
    build.build()
    loaded = native.load(sanitized.wanted())
    assert loaded is not None
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    sock.setblocking(False)
    return sock, loaded.inbox(sock.fileno())


class Receiving:
    """``compiled`` receives and forwards; ``python`` gets what it says that it has forwarded."""

    def __init__(self, *, video: bool) -> None:
        self.video = video
        worker, self.inbox = door()
        self.compiled, self.python = World("python", watchers=2), World("python", watchers=2)
        self.sock, self.stranger = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        for sock in (self.sock, self.stranger):
            sock.bind(("127.0.0.1", 0))
            sock.connect(worker.getsockname())
        self._keys = Session(Policy(**POLICY, ssrc_type=Policy.SSRC_ANY_OUTBOUND))
        self._receiver = SrtpReceiver(Session(Policy(**POLICY, ssrc_type=Policy.SSRC_ANY_INBOUND)))
        self.inlet = self.compiled.audience.inlet
        self.inlet.state.ssrc = SSRC
        self.inlet.report(wanted=True)
        self.history = History(self.inlet, video=video, vp8=VP8)
        self.peer = Peer(7)
        self.peer.open(self._receiver.context)
        self.grant(1000)
        self.peer.add(self.inlet)
        self._address = socket_address(self.sock.getsockname())
        self.inbox.learn(self._address, self.peer)
        first = frame(FIRST, 1) if video else sound(FIRST)
        for world in (self.compiled, self.python):
            world.start(first)
        self.inlet.state.highest = FIRST - 1
        self.waiting = 0
        self.overrun = False
        self.open()

    def grant(self, packets: int) -> None:
        state = self.peer.state
        state.budget = state.doubts = state.leaps = packets
        state.octets = packets * 1000

    def open(self) -> None:
        """As Python does after a packet that it has handled."""
        self.inlet.open(self.inlet.state.highest, VP8 if self.video else OPUS, vp8=self.video)

    def send(self, data: bytes, *, protect: bool = True, spoil: bool = False) -> None:
        data = data[:LONGEST]
        if protect:
            # libsrtp encrypts no nonsense; as a datagram it may come nevertheless.
            with contextlib.suppress(Error, TypeError, ValueError):
                data = self._keys.protect_rtcp(data) if len(data) > 1 and is_rtcp(data[1]) else self._keys.protect(data)
        if spoil and data:
            data = data[:-1] + bytes([data[-1] ^ 1])
        self.sock.send(data)
        self._waits()

    def intrude(self, data: bytes) -> None:
        self.stranger.send(data[:LONGEST])
        self._waits()

    def _waits(self) -> None:
        self.waiting += 1
        if self.waiting >= AT_ONCE:
            self.receive()

    def receive(self) -> None:
        self.waiting = 0
        for arrival in list(self.inbox.receive(NOW)):
            self._look(arrival)
        self.peer.take_arrivals()
        self.inlet.take_gaps()
        self.inlet.take_octets()
        self.open()

    def _look(self, arrival: Arrival) -> None:
        assert arrival.peer in (7, -1)
        assert 0 <= arrival.slot < SLOTS
        assert arrival.length <= SLOT_BYTES
        data = bytes(self.inbox.data[arrival.slot * SLOT_BYTES :][: arrival.length])
        if arrival.peer == -1:
            assert data[0] < 4, "strangers may only send STUN"
        elif arrival.kind == DONE:
            kept = self.history.get(arrival.ingress_index)
            if kept is None:
                # Numbers leapt so far within one batch that a newer packet has its place.
                self.overrun = True
            else:
                self._forwarded(kept)
        elif arrival.kind == PLAIN:
            assert data[0] >> 6 == 2

    def _forwarded(self, kept: Packet) -> None:
        header = rtp.parse_header(bytearray(kept.data), len(kept.data))
        assert (header.ssrc, header.sequence) == (SSRC, kept.index & 0xFFFF)
        assert header.payload_offset == kept.payload_offset
        assert not header.empty
        assert not kept.data[0] & 0x20, "no padding"
        assert not SMUGGLED & set(header.extensions), "no MID or RID of the publisher's choice"
        place = header.extensions.get(EXT_TRANSPORT_CC)
        assert kept.transport_cc == (place[0] if place is not None and place[1] == 2 else 0)
        assert not self.video or not kept.descriptor.key_frame, "key frames are Python's"
        self.python.forward(kept)

    def check(self) -> None:
        """Raises ``AssertionError`` where the two paths differ."""
        self.receive()
        if self.overrun:
            return
        for ours, reference in zip(self.compiled.watchers, self.python.watchers, strict=True):
            assert ours.received() == reference.received()
            # The first two members are addresses.
            assert bytes(ffi.buffer(ours.state))[16:] == bytes(ffi.buffer(reference.state))[16:]

    def close(self) -> None:
        self.inbox.receive(NOW)
        self.inbox.forget(self._address)
        for closing in (self.sock, self.stranger, self.compiled, self.python):
            closing.close()


def _media(receiving: Receiving, script: Script) -> None:
    """A packet about the next one, of which everything may be wrong."""
    flags, step, timestamp = script.number(), script.number(), script.number(4)
    sequence = (receiving.inlet.state.highest + receiving.waiting + (step - 8 if flags & 1 else 1)) & 0xFFFF
    extensions = {EXT_TRANSPORT_CC: script.take(2)} if flags & 2 else {}
    if flags & 4:
        extensions[script.number() % 14 + 1] = script.take(script.number() % 16 + 1)
    payload_type = script.number() & 127 if flags & 8 else VP8 if receiving.video else OPUS
    ssrc = SSRC + 1 if flags & 16 else SSRC
    payload = (b"" if flags & 32 else b"\x90\xe0\x81\x02\x03\x20\x01") + script.take(script.number())
    data = rtp.build(payload_type, sequence, timestamp, ssrc, payload, marker=bool(flags & 64), extensions=extensions)
    if flags & 128:
        data = bytes([data[0] ^ script.number()]) + data[1:]
    receiving.send(data)


def _stretch(receiving: Receiving, script: Script) -> None:
    """The same with an extension block that lies about itself."""
    sequence = (receiving.inlet.state.highest + receiving.waiting + 1) & 0xFFFF
    data = rtp.build(VP8, sequence, 1, SSRC, b"", marker=False, extensions={})
    block = script.take(script.number())
    receiving.send(bytes([0x90]) + data[1:12] + b"\xbe\xde" + script.number().to_bytes(2, "big") + block)


def _learn(receiving: Receiving, script: Script) -> None:
    """Addresses come and go around the publisher's."""
    addresses = {socket_address((f"127.0.{script.number()}.{script.number()}", script.number())) for _ in range(8)}
    for address in addresses:
        assert receiving.inbox.learn(address, receiving.peer)
    for address in addresses:
        receiving.inbox.forget(address)


STEPS = (
    _media,
    _media,
    _media,
    _stretch,
    _learn,
    lambda receiving, script: receiving.send(script.take(script.number() * 4)),
    lambda receiving, script: receiving.send(script.take(script.number() * 4), protect=False),
    lambda receiving, script: receiving.send(script.take(script.number()), spoil=True),
    lambda receiving, script: receiving.intrude(script.take(script.number())),
    lambda receiving, script: receiving.grant(script.number()),
    lambda receiving, script: receiving.inlet.allow(script.number() * 100, script.number()),
    lambda receiving, _: receiving.receive(),
)
MOST_STEPS = 120


def fuzz_receiving(data: bytes) -> None:
    """Datagrams of a hostile publisher and of strangers, on the compiled path and in Python."""
    script = Script(data)
    receiving = Receiving(video=bool(script.number() & 1))
    try:
        for _ in range(MOST_STEPS):
            if not script.more:
                break
            script.choice(STEPS)(receiving, script)
        receiving.check()
    finally:
        receiving.close()
