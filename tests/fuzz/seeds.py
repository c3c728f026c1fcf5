"""Small inputs to begin with: what honest clients send, and what the scripts of the stateful targets look like."""

from __future__ import annotations

from media.net import stun
from media.rtp import rtcp
from media.rtp.twcc import FeedbackBuilder
from tests.fuzz import compiled
from tests.fuzz.compiled import packets
from tests.support.documents import SAMPLES
from tests.unit.media.offers import TRANSPORT, answer_to, negotiation

CHROME_LINES = """a=extmap-allow-mixed
a=msid-semantic: WMS
b=AS:2000
a=candidate:1 1 udp 2122260223 192.0.2.1 56143 typ host generation 0 network-id 1
a=ice-options:trickle
a=rtcp:9 IN IP4 0.0.0.0
a=rtcp-fb:96 goog-remb
a=rtcp-fb:96 transport-cc
a=rtcp-fb:96 nack pli
a=rtpmap:96 VP8/90000
a=fmtp:97 apt=96
a=rid:l send
a=simulcast:send l;m;h
a=ssrc-group:FID 2231627014 632943048
a=ssrc:2231627014 cname:4TOk42mSjXCkVIa6
"""
"""What Chrome writes into each section beside what is read."""


def feedback() -> bytes:
    builder = FeedbackBuilder()
    for number in (1, 2, 3, 5, 8, 13, 40):
        builder.received(number, 1 + number / 100)
    return builder.build() or b""


def _answer() -> str:
    offer, _ = negotiation().offer(TRANSPORT)
    return answer_to(offer, "0", "1")


def _reports() -> list[bytes]:
    block = rtcp.Report(5, 10, 100, 1000, 7, 8, 9)
    compound = rtcp.build_sr(rtcp.SenderReport(1, 2, 3, 4, 5, (block,))) + rtcp.build_sdes(1, "name")
    return [
        compound,
        rtcp.build_rr(rtcp.ReceiverReport(1, (block,))) + rtcp.build_bye((1, 2)),
        rtcp.build_nack(1, 2, range(0, 100, 3)) + rtcp.build_pli(1, 2) + rtcp.build_fir(1, 2, 3),
        rtcp.build_transport_feedback(1, 2, feedback()),
        rtcp.build_remb(1, 500_000, (1, 2)),
    ]


def seeds() -> dict[str, list[bytes]]:
    """By the name of the target."""
    answer = _answer()
    chrome = answer.replace("a=rtcp-mux\r\n", "a=rtcp-mux\r\n" + CHROME_LINES.replace("\n", "\r\n"))
    checks = [stun.binding_request("ours:theirs", "p" * 21, nominate=nominate)[1] for nominate in (True, False)]
    media = bytes.fromhex("00 00 9e 0001 00000001 00 00 00 0001 0a 90e0810203201000 9d01")
    sound = bytes.fromhex("00 01 b2 0002 00000002 01 01 03 0001 10 05 736f756e64")
    return {
        "stun": checks,
        "rtp": packets(),
        "rtcp": _reports(),
        "twcc": [feedback()],
        "sdp": [answer.encode(), chrome.encode()],
        "payload": [data[12:] for data in packets()] + [b"\0\x6f" + bytes(30), b"\x7c\x85abc", b"\x18\0\x05\x65"],
        "files": list(SAMPLES.values()),
        "publishing": [media * 3, media + sound + bytes.fromhex("05 14 03 0001 04 01020304 0005 05 08"), bytes(40)],
        **compiled.SEEDS,
        "watching": [bytes.fromhex("05 0f 00 03e8 14 01 01 00 02 0000 00000000 06 28 03 80"), bytes(range(60))],
    }
