"""An answer is read by an allowlist: what is not an answer to our offer is refused, what is not asked is not read."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.sfu.negotiation import Negotiation
from media.sfu.sdp import MAX_SDP_BYTES, BadSdpError, ParsedAnswer
from tests.unit.media.offers import FINGERPRINT, TRANSPORT, answer_to, negotiation


def waiting() -> tuple[Negotiation, str]:
    made = negotiation()
    offer, _ = made.offer(TRANSPORT)
    return made, answer_to(offer, "0", "1")


def parse(text: str) -> ParsedAnswer:
    made, _ = waiting()
    return made.answer(1, text)


_, GOOD = waiting()
VIDEO = "m=video 9 UDP/TLS/RTP/SAVPF 96 97 98 99 102 103 45 46"
SHA1 = "a=fingerprint:sha-1 " + FINGERPRINT[:59]


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("nothing", ""),
        ("no SDP", "hello"),
        ("a data channel more", GOOD + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:4\r\n"),
        (
            "a data channel instead",
            GOOD.replace(VIDEO, "m=application 9 DTLS/SCTP 5000"),
        ),
        ("a section more", GOOD + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:4\r\n"),
        ("a section less", GOOD[: GOOD.rindex("m=")]),
        ("other media", GOOD.replace("m=audio", "m=video", 1)),
        ("unencrypted media", GOOD.replace("UDP/TLS/RTP/SAVPF", "RTP/AVP")),
        ("another mid", GOOD.replace("a=mid:2", "a=mid:7")),
        (
            "two mids swapped",
            GOOD.replace("a=mid:0", "a=mid:x").replace("a=mid:2", "a=mid:0").replace("a=mid:x", "a=mid:2"),
        ),
        ("a mid twice", GOOD.replace("a=mid:0\r\n", "a=mid:0\r\na=mid:0\r\n")),
        ("two directions", GOOD.replace("a=sendonly\r\n", "a=sendonly\r\na=recvonly\r\n", 1)),
        ("no fingerprint", GOOD.replace("a=fingerprint", "a=x")),
        ("SHA-1 only", GOOD.replace(f"a=fingerprint:sha-256 {FINGERPRINT}", SHA1)),
        ("SHA-1 besides", GOOD.replace("a=mid:3", SHA1 + "\r\na=mid:3")),
        ("two fingerprints", GOOD.replace(FINGERPRINT, FINGERPRINT[::-1], 1)),
        ("a short fingerprint", GOOD.replace(FINGERPRINT, FINGERPRINT[:-3])),
        ("DTLS server", GOOD.replace("a=setup:active", "a=setup:passive")),
        ("DTLS role open", GOOD.replace("a=setup:active", "a=setup:actpass", 1)),
        ("no ICE password", GOOD.replace("a=ice-pwd", "a=x")),
        ("a short ICE password", GOOD.replace("q" * 22, "q" * 21)),
        ("an ICE fragment with odd letters", GOOD.replace("a=ice-ufrag:user", "a=ice-ufrag:us er")),
        ("different ICE credentials", GOOD.replace("a=ice-ufrag:user", "a=ice-ufrag:other", 1)),
        ("too long", GOOD + "a=x\r\n" * (MAX_SDP_BYTES // 5)),
        ("too long in bytes", GOOD + "å" * (MAX_SDP_BYTES - len(GOOD) - 10)),
    ],
)
def test_refused(what: str, text: str) -> None:
    with pytest.raises(BadSdpError):
        parse(text)


def test_candidates_and_streams_of_the_client_are_not_even_read() -> None:
    extra = (
        "".join(f"a=candidate:{n} 1 udp 1 10.0.0.{n} 80 typ host\r\n" for n in range(250)) + "a=end-of-candidates\r\n"
    )
    extra += "a=ssrc:1001 cname:publisher\r\na=msid:stream track\r\na=ssrc-group:FID 1002 2002\r\n"
    assert parse(GOOD + extra) == parse(GOOD)


def test_unknown_payload_types_count_as_declined() -> None:
    answer = parse(GOOD.replace(VIDEO, "m=video 9 UDP/TLS/RTP/SAVPF 127"))
    assert [section.direction for section in answer.sections] == ["sendonly", "inactive", "recvonly", "inactive"]


def test_a_rejected_section_counts_as_inactive() -> None:
    answer = parse(GOOD.replace("m=audio 9", "m=audio 0"))
    assert [section.direction for section in answer.sections] == ["inactive", "sendonly", "inactive", "recvonly"]


@given(st.text(max_size=400))
def test_any_text_is_an_answer_or_bad(text: str) -> None:
    with pytest.raises(BadSdpError):
        parse("v=0\r\n" + text)


@given(st.randoms(use_true_random=False))
def test_munging_never_moves_a_section_to_another_mid(dice: random.Random) -> None:
    """Lines dropped, doubled, swapped and bent: the result is refused or maps the same mids in the same order."""
    lines = GOOD.split("\r\n")
    for _ in range(dice.randint(1, 4)):
        one, two = dice.randrange(len(lines)), dice.randrange(len(lines))
        match dice.randrange(4):
            case 0:
                del lines[one]
            case 1:
                lines.insert(two, lines[one])
            case 2:
                lines[one], lines[two] = lines[two], lines[one]
            case _:
                place = dice.randrange(len(lines[one]) + 1)
                lines[one] = lines[one][:place] + chr(dice.randrange(0x250)) + lines[one][place + 1 :]
    try:
        answer = parse("\r\n".join(lines))
    except BadSdpError:
        return
    assert [section.mid for section in answer.sections] == ["0", "1", "2", "3"]
    assert answer.fingerprint.count(":") == 31
