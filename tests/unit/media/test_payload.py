import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.rtp import vp8
from media.rtp.payload import av1_starts_key_frame, h264_starts_key_frame, vp9_starts_key_frame


@pytest.mark.parametrize(
    ("what", "payload", "key"),
    [
        ("plain descriptor, key frame", b"\x10\x00", True),
        ("plain descriptor, delta frame", b"\x10\x01", False),
        ("later packet of a key frame", b"\x00\x00", False),
        ("later partition of a key frame", b"\x11\x00", False),
        ("7-bit picture id", b"\x90\x80\x05\x00", True),
        ("15-bit picture id", b"\x90\x80\x85\x01\x00", True),
        ("picture id, TL0PICIDX, TID and key index", b"\x90\xf0\x85\x01\x02\x03\x00", True),
        ("the same, delta frame", b"\x90\xf0\x85\x01\x02\x03\x01", False),
        ("descriptor and nothing else", b"\x90\x80\x05", False),
        ("nothing", b"", False),
    ],
)
def test_vp8_key_frames(what: str, payload: bytes, key: bool) -> None:
    assert vp8.starts_key_frame(b"head" + payload, 4, 4 + len(payload)) == key


@pytest.mark.parametrize(
    ("what", "payload", "key"),
    [
        ("IDR slice", b"\x65", True),
        ("parameter set", b"\x67", True),
        ("other slice", b"\x41", False),
        ("aggregate that begins with a parameter set", b"\x78\x00\x04\x67", True),
        ("aggregate of slices", b"\x78\x00\x04\x41", False),
        ("first fragment of an IDR slice", b"\x7c\x85", True),
        ("later fragment", b"\x7c\x05", False),
        ("nothing", b"", False),
    ],
)
def test_h264_key_frames(what: str, payload: bytes, key: bool) -> None:
    assert h264_starts_key_frame(b"head" + payload, 4, 4 + len(payload)) == key


def test_vp9_key_frames_are_frames_that_depend_on_no_other() -> None:
    assert vp9_starts_key_frame(b"\x8c\x00", 0, 2)
    assert not vp9_starts_key_frame(b"\xcc\x00", 0, 2), "predicted"
    assert not vp9_starts_key_frame(b"\x84\x00", 0, 2), "not its first packet"


def test_av1_key_frames_begin_a_coded_video_sequence() -> None:
    assert av1_starts_key_frame(b"\x18", 0, 1)
    assert not av1_starts_key_frame(b"\x10", 0, 1)


@given(st.binary(max_size=12), st.integers(0, 12))
def test_no_payload_is_read_past_its_end(data: bytes, offset: int) -> None:
    end = max(offset, len(data))
    if end == len(data):
        vp8.starts_key_frame(data, offset, end)
        h264_starts_key_frame(data, offset, end)
        vp9_starts_key_frame(data, offset, end)
        av1_starts_key_frame(data, offset, end)
