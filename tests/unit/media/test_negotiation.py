"""Offers, answers and the life of m-lines."""

import re

import pytest

from media.protocol import Source
from media.sfu.negotiation import StaleAnswerError
from media.sfu.sdp import BadSdpError
from tests.unit.media.offers import FINGERPRINT, TRANSPORT, answer_to, negotiation, sent


def test_an_offer_bundles_all_sections_on_one_lite_transport_without_a_data_channel() -> None:
    text, tracks = negotiation().offer(TRANSPORT)
    assert "a=ice-lite\r\n" in text
    assert "a=group:BUNDLE 0 1 2 3\r\n" in text
    assert re.findall(r"^m=(\w+)", text, re.M) == ["audio", "video", "audio", "video"]
    assert re.findall(r"^a=(sendonly|recvonly)\r", text, re.M) == ["recvonly", "recvonly", "sendonly", "sendonly"]
    assert "application" not in text
    assert text.count("a=candidate") == 2
    assert re.search(r"a=candidate:u0 1 udp \d+ 192.0.2.7 5000 typ host\r\n", text)
    assert re.search(r"a=candidate:t0 1 tcp \d+ 192.0.2.7 5000 typ host tcptype passive\r\n", text)
    assert [(track.mid, track.transport, track.source) for track in tracks] == [
        ("2", "other", Source.MICROPHONE),
        ("3", "other", Source.CAMERA),
    ]


def test_every_participant_gets_the_same_payload_types_and_extension_ids() -> None:
    text, _ = negotiation().offer(TRANSPORT)
    ids = dict(re.findall(r"a=extmap:(\d+) (\S+)", text))
    assert len(set(ids.values())) == len(ids)
    for number, uri in re.findall(r"a=extmap:(\d+) (\S+)", text):
        assert ids[number] == uri
    assert set(re.findall(r"^m=audio 9 \S+ (.*)\r", text, re.M)) == {"63 111"}
    assert set(re.findall(r"^m=video 9 \S+ (.*)\r", text, re.M)) == {"96 97 98 99 102 103 45 46"}
    assert "usedtx=1" in text


def test_transport_wide_feedback_goes_both_ways() -> None:
    text, _ = negotiation().offer(TRANSPORT)
    _, *sections = text.split("m=")
    assert all("transport-cc" in section for section in sections)
    assert all("transport-wide-cc-extensions" in section for section in sections)


def test_only_the_clients_camera_may_come_in_layers() -> None:
    made = negotiation()
    made.receive(Source.SCREEN)
    text, _ = made.offer(TRANSPORT)
    _, *sections = text.split("m=")
    assert ["a=simulcast:recv l;m;h" in section for section in sections] == [False, True, False, False, False]


def test_a_client_that_reports_arrivals_or_its_own_estimate_is_noted() -> None:
    made = negotiation()
    offer, _ = made.offer(TRANSPORT)
    lines = answer_to(offer).replace("a=mid:2", "a=rtcp-fb:111 transport-cc\r\na=mid:2")
    made.answer(1, lines.replace("a=mid:3", "a=rtcp-fb:96 goog-remb\r\na=mid:3"))
    assert [(made.answered[mid].transport_cc, made.answered[mid].remb) for mid in "0123"] == [
        (False, False),
        (False, False),
        (True, False),
        (False, True),
    ]


def test_one_offer_waits_at_a_time_and_later_changes_wait_for_its_answer() -> None:
    made = negotiation()
    offer, _ = made.offer(TRANSPORT)
    made.receive(Source.SCREEN)
    assert not made.may_offer
    made.answer(1, answer_to(offer))
    assert made.may_offer
    offer, _ = made.offer(TRANSPORT)
    assert offer.count("m=") == 5


@pytest.mark.parametrize("revision", [0, 2])
def test_an_answer_to_another_offer_is_stale(revision: int) -> None:
    made = negotiation()
    offer, _ = made.offer(TRANSPORT)
    with pytest.raises(StaleAnswerError):
        made.answer(revision, answer_to(offer))
    made.answer(1, answer_to(offer))
    with pytest.raises(StaleAnswerError):
        made.answer(1, answer_to(offer))


def test_a_refused_answer_changes_nothing_and_the_right_one_may_follow() -> None:
    made = negotiation()
    offer, _ = made.offer(TRANSPORT)
    with pytest.raises(BadSdpError):
        made.answer(1, "nonsense")
    made.answer(1, answer_to(offer))
    assert made.fingerprint == FINGERPRINT


def test_the_certificate_cannot_change_during_the_call() -> None:
    made = negotiation()
    offer, _ = made.offer(TRANSPORT)
    made.answer(1, answer_to(offer))
    made.receive(Source.SCREEN)
    offer, _ = made.offer(TRANSPORT)
    with pytest.raises(BadSdpError, match="another fingerprint"):
        made.answer(2, answer_to(offer, fingerprint=FINGERPRINT[::-1]))


def test_a_section_is_used_again_only_after_the_client_saw_it_inactive() -> None:
    made = negotiation()
    offer, _ = made.offer(TRANSPORT)
    made.answer(1, answer_to(offer))
    made.stop_sending("3")
    assert made.send("third", Source.CAMERA, sent(3, video=True)) == "4"
    offer, _ = made.offer(TRANSPORT)
    assert "a=mid:3\r\na=inactive" in offer
    made.answer(2, answer_to(offer))
    assert made.send("fourth", Source.CAMERA, sent(4, video=True)) == "3"


def test_a_source_keeps_its_mid_and_nobody_else_gets_it() -> None:
    made = negotiation()
    mid = made.receive(Source.SCREEN)
    for revision in (1, 2):
        offer, _ = made.offer(TRANSPORT)
        made.answer(revision, answer_to(offer))
        if revision == 1:
            made.stop_receiving(Source.SCREEN)
    assert Source.SCREEN not in made.publish
    assert made.send("third", Source.CAMERA, sent(3, video=True)) != mid
    assert made.receive(Source.SCREEN) == mid


def test_a_track_is_wanted_only_after_an_answer_that_covers_it() -> None:
    made = negotiation()
    stream = sent(9, video=True)
    mid = made.send("third", Source.CAMERA, stream)
    assert made.wants(mid, stream) is None
    offer, _ = made.offer(TRANSPORT)
    late = sent(10, video=True)
    late_mid = made.send("late", Source.CAMERA, late)
    made.answer(1, answer_to(offer))
    wanted = made.wants(mid, stream)
    assert wanted is not None
    assert wanted.payload_types >= {96, 97}
    assert made.wants(late_mid, late) is None


def test_a_declined_section_is_not_sent() -> None:
    made = negotiation()
    stream = sent(9, video=True)
    mid = made.send("third", Source.CAMERA, stream)
    offer, _ = made.offer(TRANSPORT)
    declined = answer_to(offer).replace(f"a=mid:{mid}\r\na=recvonly", f"a=mid:{mid}\r\na=inactive")
    made.answer(1, declined)
    assert made.wants(mid, stream) is None


def test_a_superseded_offer_is_stale_and_another_may_be_made_at_once() -> None:
    made = negotiation()
    offer, _ = made.offer(TRANSPORT)
    made.supersede()
    assert made.may_offer
    made.offer(TRANSPORT)
    with pytest.raises(StaleAnswerError):
        made.answer(1, answer_to(offer))
