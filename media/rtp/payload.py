"""Key-frame tests on the bytes that stay readable under end-to-end encryption.

VP8 has a module of its own, because its descriptor is also rewritten.
"""

from __future__ import annotations

_H264_IDR, _H264_SPS, _H264_STAP_A, _H264_FU_A = 5, 7, 24, 28


def h264_starts_key_frame(data: bytes | bytearray, offset: int, end: int) -> bool:
    """Whether an H.264 payload (RFC 6184 section 5) begins an IDR picture or its parameter sets."""
    if offset >= end:
        return False
    kind = data[offset] & 0x1F
    if kind == _H264_STAP_A:
        return offset + 3 < end and data[offset + 3] & 0x1F in (_H264_IDR, _H264_SPS)
    if kind == _H264_FU_A:
        return offset + 1 < end and bool(data[offset + 1] & 0x80) and data[offset + 1] & 0x1F == _H264_IDR
    return kind in (_H264_IDR, _H264_SPS)


def vp9_starts_key_frame(data: bytes | bytearray, offset: int, end: int) -> bool:
    """Whether a VP9 payload (RFC 9628 section 4.2) begins a frame that is predicted from no other."""
    return offset < end and data[offset] & 0x48 == 0x08


def av1_starts_key_frame(data: bytes | bytearray, offset: int, end: int) -> bool:
    """Whether an AV1 payload begins a coded video sequence: the N bit of its aggregation header (RTP payload format
    for AV1, section 4.4)."""
    return offset < end and bool(data[offset] & 0x08)
