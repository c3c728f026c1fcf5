import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.rtp.packet import MalformedPacketError, blank_extension, build, is_rtcp, parse_header, strip_padding

extensions = st.dictionaries(st.integers(1, 14), st.binary(min_size=1, max_size=16), max_size=6)


@given(
    payload_type=st.integers(0, 127),
    sequence=st.integers(0, 0xFFFF),
    timestamp=st.integers(0, 0xFFFFFFFF),
    ssrc=st.integers(0, 0xFFFFFFFF),
    payload=st.binary(max_size=64),
    marker=st.booleans(),
    extra=extensions,
)
def test_what_is_built_is_read(
    payload_type: int, sequence: int, timestamp: int, ssrc: int, payload: bytes, marker: bool, extra: dict[int, bytes]
) -> None:
    data = build(payload_type, sequence, timestamp, ssrc, payload, marker=marker, extensions=extra)
    header = parse_header(data, len(data))
    assert (header.payload_type, header.sequence, header.timestamp, header.ssrc) == (
        payload_type,
        sequence,
        timestamp,
        ssrc,
    )
    assert header.marker == marker
    assert data[header.payload_offset : header.payload_end] == payload
    assert {number: data[at : at + size] for number, (at, size) in header.extensions.items()} == extra


@given(st.binary(max_size=80), st.integers(0, 100))
def test_any_bytes_are_a_packet_or_malformed_and_never_read_past_their_end(data: bytes, length: int) -> None:
    try:
        header = parse_header(data, length)
    except MalformedPacketError:
        return
    assert 12 <= header.payload_offset <= header.payload_end <= length
    for at, size in header.extensions.values():
        assert at > 12
        assert at + size <= header.payload_offset


@given(extensions.filter(bool), st.binary(max_size=20), st.data())
def test_a_blanked_extension_is_gone_and_nothing_else_moved(
    extra: dict[int, bytes], payload: bytes, data: st.DataObject
) -> None:
    packet = bytearray(build(96, 1, 2, 3, payload, marker=False, extensions=extra))
    gone = data.draw(st.sampled_from(sorted(extra)))
    blank_extension(packet, parse_header(packet, len(packet)), gone)
    header = parse_header(packet, len(packet))
    left = {number: bytes(packet[at : at + size]) for number, (at, size) in header.extensions.items()}
    assert left == {number: value for number, value in extra.items() if number != gone}
    assert packet[header.payload_offset :] == payload


@pytest.mark.parametrize("block", ["bede0001 10331034", "10000002 010133010134 0000"])
def test_an_extension_that_comes_twice_is_refused_since_one_of_them_would_be_forwarded(block: str) -> None:
    data = build(96, 1, 2, 3, b"", marker=False, extensions={})
    data = bytes([0x90]) + data[1:] + bytes.fromhex(block)
    with pytest.raises(MalformedPacketError, match="repeated"):
        parse_header(data, len(data))


def test_two_byte_extensions_are_read_and_blanked() -> None:
    elements = bytes([4, 0, 7, 3]) + b"abc" + bytes([1, 1]) + b"0" + bytes(2)
    packet = bytearray(build(96, 1, 2, 3, b"", marker=False, extensions={}))
    packet[0] |= 0x10
    packet += b"\x10\x00" + (len(elements) // 4).to_bytes(2, "big") + elements + b"payload"
    header = parse_header(packet, len(packet))
    assert header.extensions == {4: (18, 0), 7: (20, 3), 1: (25, 1)}
    blank_extension(packet, header, 7)
    assert parse_header(packet, len(packet)).extensions == {4: (18, 0), 1: (25, 1)}


@given(st.binary(max_size=30), st.integers(1, 255))
def test_padding_is_taken_off(payload: bytes, size: int) -> None:
    plain = build(96, 1, 2, 3, payload, marker=False, extensions={})
    packet = bytearray(plain + bytes(size - 1) + bytes([size]))
    packet[0] |= 0x20
    header = parse_header(packet, len(packet))
    assert header.empty == (not payload)
    assert bytes(packet[: strip_padding(packet, header)]) == plain


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("version 1", b"\x40" + bytes(11)),
        ("cut off", b"\x80" + bytes(10)),
        ("more CSRCs than bytes", b"\x8f" + bytes(20)),
        ("padding of no length", b"\xa0" + bytes(12)),
        ("padding longer than the packet", b"\xa0" + bytes(12) + b"\xff"),
        ("extension header cut off", b"\x90" + bytes(13)),
        ("extension block cut off", b"\x90" + bytes(11) + b"\xbe\xde\x00\x02" + bytes(4)),
        ("extension element cut off", b"\x90" + bytes(11) + b"\xbe\xde\x00\x01" + b"\x1f" + bytes(3)),
    ],
)
def test_refuses(what: str, data: bytes) -> None:
    with pytest.raises(MalformedPacketError):
        parse_header(data, len(data))


@pytest.mark.parametrize(("second", "rtcp"), [(200, True), (206, True), (111, False), (96 | 128, False), (72, False)])
def test_rtcp_is_told_by_its_second_byte(second: int, rtcp: bool) -> None:
    assert is_rtcp(second) == rtcp
