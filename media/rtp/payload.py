"""Key-frame tests on the bytes that stay readable under end-to-end encryption.

A codec is added by adding its test to the caller's table; simulcast needs nothing more from a payload.
"""

from __future__ import annotations

_H264_IDR, _H264_SPS, _H264_STAP_A, _H264_FU_A = 5, 7, 24, 28


def vp8_starts_key_frame(data: bytes | bytearray, offset: int, end: int) -> bool:
    """Whether a VP8 payload (RFC 7741 section 4.2) begins a key frame."""
    position = _vp8_payload_offset(data, offset, end)
    if position is None:
        return False
    starts_partition = data[offset] & 0x10 and not data[offset] & 0x0F
    return bool(starts_partition) and not data[position] & 0x01


def _vp8_payload_offset(data: bytes | bytearray, offset: int, end: int) -> int | None:
    """Skip the payload descriptor; ``None`` when nothing is left behind it."""
    position = offset + 1
    if position >= end:
        return None
    if data[offset] & 0x80:
        flags = data[position]
        position += 1
        if flags & 0x80:
            if position >= end:
                return None
            position += 2 if data[position] & 0x80 else 1
        position += 1 if flags & 0x40 else 0
        position += 1 if flags & 0x30 else 0
    return position if position < end else None


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
