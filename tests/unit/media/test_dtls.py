"""Real DTLS and SRTP over an in-memory link that loses what the test tells it to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from media import srtp
from media.net import dtls
from media.net.dtls import DtlsError, DtlsSession, rehearse
from media.rtp.packet import build
from media.srtp import INBOX, OUTBOX, SrtpReceiver, SrtpSender

Keys = tuple[SrtpReceiver, SrtpSender]
Loses = Callable[[str, int], bool]
"""(who sent, how many it sent before) -> lost"""


class Pair:
    """A server as in the worker and a client as in a browser."""

    def __init__(self, loses: Loses = lambda _who, _number: False) -> None:
        self._loses = loses
        self._sent = {"client": 0, "server": 0}
        self.closed: list[str] = []
        self.server = DtlsSession(
            "server", lambda data: self._carry("server", data), lambda: self.closed.append("server")
        )
        self.client = DtlsSession(
            "client", lambda data: self._carry("client", data), lambda: self.closed.append("client")
        )

    def _carry(self, who: str, data: bytes) -> None:
        number = self._sent[who]
        self._sent[who] += 1
        if not self._loses(who, number):
            (self.client if who == "server" else self.server).feed(bytes(data))

    async def connect(self) -> tuple[Keys, Keys]:
        return await asyncio.gather(
            self.server.connect(self.client.fingerprint), self.client.connect(self.server.fingerprint)
        )

    async def close(self) -> None:
        await self.server.close()
        await self.client.close()


Connect = Callable[..., Pair]


@pytest.fixture
async def pair() -> AsyncIterator[Connect]:
    pairs: list[Pair] = []

    def make(*arguments: Loses) -> Pair:
        pairs.append(Pair(*arguments))
        return pairs[-1]

    yield make
    for made in pairs:
        await made.close()


def carry(sender: SrtpSender, receiver: SrtpReceiver, packet: bytes) -> bytes:
    """Protect, transmit, unprotect; empty when the receiver refused."""
    OUTBOX[: len(packet)] = packet
    length = sender.rtp(len(packet))
    INBOX[:length] = OUTBOX[:length]
    return bytes(INBOX[: receiver.rtp(length)])


def rtp(sequence: int, ssrc: int = 7, payload: bytes = b"sound") -> bytes:
    return build(111, sequence, 960 * sequence, ssrc, payload, marker=False, extensions={})


@pytest.mark.parametrize(
    ("what", "loses"),
    [
        ("nothing", lambda who, number: False),
        ("the first hello", lambda who, number: who == "client" and number == 0),
        ("the server's first flight", lambda who, number: who == "server" and number == 0),
        ("the client's second flight", lambda who, number: who == "client" and number == 1),
    ],
)
async def test_both_sides_agree_on_keys_when_the_link_loses(pair: Connect, what: str, loses: Loses) -> None:
    (server_in, server_out), (client_in, client_out) = await pair(loses).connect()
    assert carry(client_out, server_in, rtp(1)) == rtp(1)
    assert carry(server_out, client_in, rtp(1)) == rtp(1)


async def test_only_authenticated_encryption_and_no_old_dtls(pair: Connect) -> None:
    made = pair()
    await made.connect()
    connection = made.server._dtls._ssl
    assert connection is not None
    assert connection.get_selected_srtp_profile() == b"SRTP_AEAD_AES_256_GCM"
    assert connection.get_protocol_version_name() in ("DTLSv1.2", "DTLSv1.3")
    assert not [cipher for cipher in connection.get_cipher_list() if cipher.endswith("SHA")]


async def test_a_client_without_authenticated_encryption_is_refused(
    pair: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = pair()
    monkeypatch.setattr(dtls, "_AEAD_CIPHERS", b"ECDHE-ECDSA-AES128-SHA")
    client = asyncio.create_task(made.client.connect(made.server.fingerprint))
    await asyncio.sleep(0)
    monkeypatch.undo()
    outcomes = await asyncio.gather(made.server.connect(made.client.fingerprint), client, return_exceptions=True)
    assert all(isinstance(outcome, DtlsError) for outcome in outcomes)


async def test_another_certificate_than_the_announced_one_is_refused(pair: Connect) -> None:
    made = pair()
    wrong = made.client.fingerprint[3:] + made.client.fingerprint[:3]
    client = asyncio.create_task(made.client.connect(made.server.fingerprint))
    with pytest.raises(DtlsError):
        await made.server.connect(wrong)
    await client


async def test_the_other_side_hears_goodbye_once(pair: Connect) -> None:
    made = pair()
    await made.connect()
    await made.client.close()
    for _ in range(10):
        await asyncio.sleep(0)
    assert made.closed == ["server"]


async def test_records_are_bounded_in_length_and_number(pair: Connect) -> None:
    made = pair()
    assert not made.server.feed(b"")
    assert not made.server.feed(bytes(dtls.MAX_RECORD_BYTES + 1))
    taken = sum(made.server.feed(b"\x16" * 40) for _ in range(1000))
    assert taken == dtls.QUEUE_DATAGRAMS


async def test_garbage_records_from_the_peer_end_no_established_call(pair: Connect) -> None:
    made = pair()
    (server_in, _), (_, client_out) = await made.connect()
    for garbage in (b"\x16", b"\x15\xfe\xfd" + bytes(12), b"\x16\xfe\xfd" + bytes(200), bytes([63]) * 1500):
        assert made.server.feed(garbage)
    for _ in range(10):
        await asyncio.sleep(0)
    assert made.closed == []
    assert carry(client_out, server_in, rtp(1)) == rtp(1)


async def test_replayed_forged_and_plain_packets_are_dropped(pair: Connect) -> None:
    (server_in, _), (_, client_out) = await pair().connect()
    packet = rtp(1)
    OUTBOX[: len(packet)] = packet
    length = client_out.rtp(len(packet))
    protected = bytes(OUTBOX[:length])
    for place in range(length):
        INBOX[:length] = protected
        INBOX[place] ^= 1
        assert server_in.rtp(length) == 0
    INBOX[: len(packet)] = packet
    assert server_in.rtp(len(packet)) == 0
    INBOX[:length] = protected
    assert server_in.rtp(length) == len(packet)
    INBOX[:length] = protected
    assert server_in.rtp(length) == 0, "a replay"


async def test_a_packet_that_srtp_refuses_is_not_sent_in_the_clear(pair: Connect) -> None:
    _, (_, client_out) = await pair().connect()
    for sequence in (5000, 1):
        packet = rtp(sequence)
        OUTBOX[: len(packet)] = packet
        length = client_out.rtp(len(packet))
    assert length == 0


async def test_a_client_cannot_make_us_remember_any_number_of_streams(pair: Connect) -> None:
    (server_in, _), (_, client_out) = await pair().connect()
    taken = sum(bool(carry(client_out, server_in, rtp(1, ssrc))) for ssrc in range(1, 2 * srtp.MAX_STREAMS))
    assert taken == srtp.MAX_STREAMS
    server_in.remove(1)
    assert carry(client_out, server_in, rtp(2, 9999))


def test_the_self_test_passes_and_names_what_a_new_library_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    dtls.self_test()
    monkeypatch.setitem(dtls._PRIVATE_NAMES, dtls.RTCDtlsTransport, ("_set_role", "_gone"))
    with pytest.raises(RuntimeError, match=r"lacks RTCDtlsTransport\._gone;"):
        dtls.self_test()


async def test_the_libraries_can_shake_hands_with_themselves() -> None:
    async with asyncio.timeout(10):
        await rehearse()


async def test_a_worker_renews_its_certificate_every_day(monkeypatch: pytest.MonkeyPatch) -> None:
    def fingerprint() -> str:
        return DtlsSession("server", lambda _: None, lambda: None).fingerprint

    first = fingerprint()
    assert fingerprint() == first
    monkeypatch.setattr(dtls, "CERTIFICATE_SECONDS", 0.0)
    assert fingerprint() != first
    assert DtlsSession("client", lambda _: None, lambda: None).fingerprint != fingerprint()
