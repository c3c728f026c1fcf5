import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.rtp import rtcp

words = st.integers(0, 0xFFFFFFFF)
reports = st.builds(
    rtcp.Report,
    ssrc=words,
    fraction_lost=st.integers(0, 255),
    lost=st.integers(-0x800000, 0x7FFFFF),
    highest=words,
    jitter=words,
    last_sr=words,
    delay=words,
)
blocks = st.lists(reports, max_size=31).map(tuple)


@given(st.builds(rtcp.SenderReport, words, st.integers(0, (1 << 64) - 1), words, words, words, blocks))
def test_sender_reports_survive(report: rtcp.SenderReport) -> None:
    assert rtcp.parse(rtcp.build_sr(report)) == [report]


@given(st.builds(rtcp.ReceiverReport, words, blocks))
def test_receiver_reports_survive(report: rtcp.ReceiverReport) -> None:
    assert rtcp.parse(rtcp.build_rr(report)) == [report]


@given(words, words, st.integers(0, 0xFFFF), st.sets(st.integers(0, 400), min_size=1, max_size=80))
def test_nacks_name_the_same_packets_in_few_bytes(sender: int, ssrc: int, start: int, gaps: set[int]) -> None:
    sequences = [(start + gap) & 0xFFFF for gap in sorted(gaps)]
    data = rtcp.build_nack(sender, ssrc, sequences)
    assert rtcp.parse(data) == [rtcp.Nack(sender, ssrc, tuple(sequences))]
    assert len(data) <= 12 + 4 * len(sequences)


@given(words, words, st.integers(0, 255))
def test_key_frame_requests_name_the_stream_wherever_it_stands(sender: int, ssrc: int, number: int) -> None:
    assert rtcp.parse(rtcp.build_pli(sender, ssrc)) == [rtcp.KeyFrameRequest(sender, ssrc)]
    assert rtcp.parse(rtcp.build_fir(sender, ssrc, number)) == [rtcp.KeyFrameRequest(sender, ssrc, number)]


@given(words, st.integers(0, 10_000_000_000), st.lists(words, max_size=5).map(tuple))
def test_remb_keeps_18_significant_bits(sender: int, bitrate: int, ssrcs: tuple[int, ...]) -> None:
    [remb] = rtcp.parse(rtcp.build_remb(sender, bitrate, ssrcs))
    assert isinstance(remb, rtcp.Remb)
    assert remb.ssrcs == ssrcs
    assert 0 <= bitrate - remb.bitrate <= bitrate / (1 << 17)


def test_a_compound_gives_all_its_records_and_skips_what_it_does_not_know() -> None:
    report = rtcp.ReceiverReport(7)
    extended_report = bytes([0x80, 207, 0, 1]) + bytes(4)
    feedback = rtcp.build_transport_feedback(1, 2, b"12345678")
    data = rtcp.build_rr(report) + rtcp.build_sdes(7, "somebody") + extended_report + feedback + rtcp.build_bye((7, 8))
    assert rtcp.parse(data) == [report, rtcp.TransportFeedback(1, 2, b"12345678"), rtcp.Bye((7, 8))]


def test_padding_is_no_content() -> None:
    data = bytearray(rtcp.build_nack(1, 2, [3]) + bytes([0, 0, 0, 4]))
    data[0] |= 0x20
    data[3] += 1
    assert rtcp.parse(data) == [rtcp.Nack(1, 2, (3,))]


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("wrong version", b"\x00\xc8\x00\x00"),
        ("header cut off", b"\x80\xc8\x00"),
        ("longer than the datagram", b"\x80\xc8\x00\x06" + bytes(8)),
        ("more reports than bytes", b"\x9f\xc9\x00\x01" + bytes(4)),
        ("sender report without sender", b"\x80\xc8\x00\x00"),
        ("feedback without SSRCs", b"\x81\xcd\x00\x00"),
        ("REMB without a rate", b"\x8f\xce\x00\x03" + bytes(8) + b"REMB"),
        ("REMB with more SSRCs than bytes", b"\x8f\xce\x00\x04" + bytes(8) + b"REMB" + b"\xff\0\0\0"),
        ("padding longer than the packet", b"\xa1\xcd\x00\x01" + b"\0\0\0\x09"),
    ],
)
def test_refuses(what: str, data: bytes) -> None:
    with pytest.raises(rtcp.MalformedRtcpError):
        rtcp.parse(data)


@given(st.binary(max_size=200))
def test_any_bytes_parse_or_are_malformed(data: bytes) -> None:
    try:
        rtcp.parse(data)
    except rtcp.MalformedRtcpError:
        return


@given(st.integers(200, 207), st.integers(0, 31), st.binary(max_size=120))
def test_any_body_under_a_true_length_parses_or_is_malformed(kind: int, count: int, body: bytes) -> None:
    body += bytes(-len(body) % 4)
    try:
        rtcp.parse(bytes([0x80 | count, kind]) + (len(body) // 4).to_bytes(2, "big") + body)
    except rtcp.MalformedRtcpError:
        return
